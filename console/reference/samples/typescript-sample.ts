import type { SampledRequest } from "./sampled-request.ts";

/**
 * The request with the typed client of this repository (client/client.ts).
 * @param api where the API is, without a slash at its end
 */
export function typescriptSample(request: SampledRequest, api: string): string {
  const { method, path, keyVariable, hasAnswer } = request;
  const key = keyVariable === undefined ? "" : `\n  key: process.env.${keyVariable} ?? "",`;
  const options = optionsOf(request);
  const call = `client.${method}(${JSON.stringify(path)}${options === "" ? "" : `, ${options}`})`;
  const answer = hasAnswer ? "data, error" : "error";
  return `import { makeClient } from "./client/client.ts";

const client = makeClient({
  baseUrl: ${JSON.stringify(api)},${key}
});
const { ${answer} } = await ${call};
if (error) throw new Error(error.detail);${hasAnswer ? "\nconsole.log(data);" : ""}`;
}

/** The second argument of the call; nothing where it takes none. */
function optionsOf({ pathParameters, body, answersJson }: SampledRequest): string {
  const members = [
    ...(Object.keys(pathParameters).length === 0
      ? []
      : [`params: { path: ${literal(pathParameters)} }`]),
    ...(body === undefined ? [] : [`body: ${literal(body, 1)}`]),
    ...(answersJson ? [] : ['parseAs: "text"']),
  ];
  return members.length === 0 ? "" : `{\n  ${members.join(",\n  ")},\n}`;
}

/** A value as people write it: without quotes around names that need none. */
function literal(value: unknown, depth?: number): string {
  const text =
    depth === undefined
      ? inOneLine(value)
      : JSON.stringify(value, undefined, 2).replaceAll("\n", `\n${"  ".repeat(depth)}`);
  return text.replaceAll(/^(\s*)"([A-Za-z_]\w*)":/gmu, "$1$2:");
}

function inOneLine(value: unknown): string {
  const members = Object.entries(value as object);
  return `{ ${members.map(([name, one]) => `${name}: ${JSON.stringify(one)}`).join(", ")} }`;
}
