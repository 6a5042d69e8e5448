import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

import type { OpenApiDocument } from "../../lambdas/config-api/documents/openapi-document.ts";

/** What the document says of one answer, by itself or by the name of a component. */
interface Documented {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

/**
 * Tells what an answer has that the document of the API does not say of it; `undefined`: nothing.
 */
export function makeUndocumented(document: OpenApiDocument) {
  const paths = Object.entries(document.paths ?? {}).map(
    ([path, item]) =>
      [
        new RegExp(
          `^${path.replaceAll(".", String.raw`\.`).replaceAll(/\{\w+\}/gu, "[^/]+")}$`,
          "u",
        ),
        item,
      ] as const,
  );
  const shared = (document.components?.responses ?? {}) as Readonly<Record<string, Documented>>;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "api", components: document.components });
  const validators = new Map<object, ValidateFunction>();

  function validatorOf(schema: object): ValidateFunction {
    const known = validators.get(schema);
    if (known !== undefined) return known;
    const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
    const made = ajv.compile(JSON.parse(text) as object);
    validators.set(schema, made);
    return made;
  }

  return (
    method: string,
    path: string,
    answer: { readonly status: number; readonly mediaType: string; readonly body: unknown },
  ): string | undefined => {
    const item = paths.find(([form]) => form.test(path))?.[1];
    const operation = (
      item as Record<string, { responses: Record<string, Documented> }> | undefined
    )?.[method.toLowerCase()];
    if (operation === undefined) return undefined;
    const own = operation.responses[String(answer.status)];
    const documented = own?.$ref === undefined ? own : shared[own.$ref.split("/").at(-1) ?? ""];
    if (documented === undefined) return `${answer.status} is not documented`;
    const schema = documented.content?.[answer.mediaType]?.schema;
    if (schema === undefined) {
      return documented.content === undefined && answer.mediaType === ""
        ? undefined
        : `${answer.status} of ${answer.mediaType} is not documented`;
    }
    const isValid = validatorOf(schema);
    return isValid(answer.body)
      ? undefined
      : `${answer.status} is otherwise than documented: ${ajv.errorsText(isValid.errors)}`;
  };
}
