import type { JsonSchema } from "../../../shared/domain/event-type.ts";
import { patternCostPerCharacter } from "../../../shared/domain/schemas/pattern-cost.ts";
import { MAX_TEXT_LENGTH } from "../../../shared/domain/schemas/text-test.ts";
import type { KeywordError } from "./schema-keywords.ts";

/** Most steps of a pattern for each character of a payload: 256 KB take all of one check. */
const MAX_COST_PER_CHARACTER = 380;

const NO_LENGTH = {
  message: "has no maxLength beside it that is small enough",
  hint: `add maxLength, at most ${MAX_TEXT_LENGTH}, to the same schema`,
};
const NO_COST = {
  message: "is not a pattern whose cost can be told",
  hint: "use at most 256 characters of ECMAScript's syntax (flag u), without lookaround, backreferences and named groups",
};
const COSTLY = {
  message: "may take too long to match",
  hint: "begin it with ^, limit repetitions, repeat nothing that repeats, or lower the maxLength beside it",
};

/** What is wrong with a schema's pattern: its cost must be bounded on the texts that it meets. */
export function patternErrors(schema: JsonSchema): (KeywordError & { readonly keyword: string })[] {
  const { pattern, maxLength } = schema;
  const error = typeof pattern === "string" ? patternError(pattern, maxLength) : undefined;
  return error === undefined ? [] : [{ keyword: "pattern", ...error }];
}

function patternError(pattern: string, maxLength: unknown): KeywordError | undefined {
  if (typeof maxLength !== "number" || maxLength > MAX_TEXT_LENGTH) return NO_LENGTH;
  const cost = patternCostPerCharacter(pattern, maxLength);
  if (cost === undefined) return NO_COST;
  return cost > MAX_COST_PER_CHARACTER ? COSTLY : undefined;
}
