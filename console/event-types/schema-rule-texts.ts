import type { JsonSchema } from "../../lambdas/shared/domain/event-type.ts";
import { BOUND_TEXTS } from "../../lambdas/shared/domain/schemas/payload-error-text.ts";

/** Values of an `enum` that are shown; the raw schema has the others. */
const MAX_VALUES = 30;

/** How a keyword of a schema is said; what is not here is said by the tree, or not at all. */
const TEXTS: ReadonlyMap<string, (value: unknown) => string> = new Map([
  ["const", (value) => `is ${valueText(value)}`],
  ["enum", enumText],
  ["format", (value) => `format ${String(value)}`],
  ["pattern", (value) => `matches ${String(value)}`],
  ...BOUND_TEXTS,
  ["default", (value) => `${valueText(value)} where it is absent`],
  ["deprecated", (value) => (value === true ? "deprecated" : "")],
]);

/** What a value must meet beyond its type, in the order of the schema. */
export function schemaRules(schema: JsonSchema): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const text = TEXTS.get(keyword)?.(value) ?? "";
    return text === "" ? [] : [text];
  });
}

function enumText(value: unknown): string {
  const values: unknown[] = [value].flat();
  const shown = values.slice(0, MAX_VALUES).map(valueText).join(", ");
  const more = values.length > MAX_VALUES ? ` and ${values.length - MAX_VALUES} more` : "";
  return `one of ${shown}${more}`;
}

function valueText(value: unknown): string {
  return typeof value === "string" && value !== "" ? value : JSON.stringify(value);
}
