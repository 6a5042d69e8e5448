import { introduction } from "./introduction.ts";
import type { OpenApi, Operation, Parameter } from "./openapi.ts";
import { curlSample } from "./samples/curl-sample.ts";
import { sampledRequest } from "./samples/sampled-request.ts";
import { typescriptSample } from "./samples/typescript-sample.ts";

/** Code that calls an operation, as renderers take it (`x-codeSamples`). */
export interface CodeSample {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}

/**
 * The document as it is shown: with its introduction, the address that it came from, and two
 * samples on each operation.
 * @param api where the API is, without a slash at its end
 */
export function prepareDocument(document: OpenApi, api: string): OpenApi {
  const { info, paths = {} } = document;
  return {
    ...document,
    info: { ...info, title: `${info.title} API`, description: introduction(document, api) },
    servers: [{ url: api }],
    paths: mapValues(paths, (item, path) =>
      mapValues(item, (operation, method) =>
        Object.assign({}, operation, {
          "x-codeSamples": samplesOf(path, method, operation, api),
          parameters: operation.parameters?.map(describedOnce),
        }),
      ),
    ),
  };
}

/** How an operation is called. */
export function samplesOf(
  path: string,
  method: string,
  operation: Operation,
  api: string,
): CodeSample[] {
  const request = sampledRequest(path, method, operation);
  return [
    { lang: "shell", label: "curl", source: curlSample(request, api) },
    { lang: "typescript", label: "TypeScript", source: typescriptSample(request, api) },
  ];
}

/** Parameters are described beside and in their schema, there with their default, too. */
function describedOnce(parameter: Parameter): Parameter {
  const { description, ...schema } = parameter.schema ?? {};
  return description === undefined ? parameter : { ...parameter, description, schema };
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In, name: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, map(value, name)]),
  );
}
