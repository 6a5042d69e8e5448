import type { JsonSchema } from "../event-type.ts";
import { mapSchemas } from "./subschemas.ts";

/**
 * The same schema, rewritten so that a pattern is only ever tried on a text that is not longer than the `maxLength` beside it,
 * the length that the pattern was judged for: a validator reports every keyword and would try it on a longer one too. What is
 * valid stays the same: a longer text is refused by its `maxLength`.
 * @param schema one that `schemaRefusals` has nothing against
 */
export function guardedSchema(schema: JsonSchema): JsonSchema {
  return mapSchemas(schema, guardPattern);
}

function guardPattern(schema: JsonSchema): JsonSchema {
  if (!Object.hasOwn(schema, "pattern")) return schema;
  const { pattern, ...others } = schema;
  const { maxLength, allOf } = others;
  // oxlint-disable-next-line unicorn/no-thenable -- a schema's keyword; nobody awaits it
  const guard = { if: { type: "string", maxLength }, then: { pattern } };
  return { ...others, allOf: [...(Array.isArray(allOf) ? (allOf as unknown[]) : []), guard] };
}
