import type { CheckPayload, JsonSchema } from "../event-type.ts";
import { isSpent } from "../step-budget.ts";
import { compileSchema } from "./compile-schema.ts";
import { explainer, type Explain } from "./explain-payload.ts";

/**
 * Makes the checker of a schema, which is interpreted: no code is made from it. `format` is not
 * checked. Messages quote the schema, and the payload where it says a word of the schema; each
 * place has one. What it looks at is counted: where the budget is spent first, it does not say.
 * @param schema without recursion: references are followed as deep as it goes, whatever the payload
 * @param words further words that a message may quote
 */
export function makePayloadChecker(
  schema: JsonSchema,
  words: readonly string[] = [],
): CheckPayload {
  const fitsOf = compileSchema(schema);
  const fits = fitsOf(schema);
  let explain: Explain | undefined;
  return (payload, budget) => {
    const isValid = fits(payload, budget);
    if (isSpent(budget)) return "unchecked";
    if (isValid) return [];
    explain ??= explainer(schema, fitsOf, words);
    return explain(payload, budget);
  };
}
