import type { FilterTerm } from "../../../lambdas/shared/domain/filter-term.ts";

/** What a term asks of a value, to stand behind the name of a path: `is "PURCHASE"`. */
export function termWords(term: FilterTerm): string {
  if (typeof term !== "object" || term === null) return `is ${JSON.stringify(term)}`;
  if ("prefix" in term) return `begins with ${JSON.stringify(term.prefix)}`;
  if ("suffix" in term) return `ends with ${JSON.stringify(term.suffix)}`;
  if ("exists" in term) return term.exists ? "is there" : "is not there";
  if ("numeric" in term) return `is ${comparisons(term.numeric)}`;
  const excluded = term["anything-but"];
  if (typeof excluded !== "object") return `is not ${JSON.stringify(excluded)}`;
  if ("prefix" in excluded) return `does not begin with ${anyOf([excluded.prefix].flat())}`;
  if ("suffix" in excluded) return `does not end with ${anyOf([excluded.suffix].flat())}`;
  return `is not ${anyOf(excluded)}`;
}

/** Several terms of one path, of which one has to be met. */
export function termsWords(terms: readonly FilterTerm[]): string {
  return listed(terms.map((term) => termWords(term)));
}

const COMPARED: Readonly<Record<string, string>> = {
  "=": "equal to",
  "<": "below",
  "<=": "at most",
  ">": "above",
  ">=": "at least",
};

/** `above 0 and at most 100`. */
function comparisons(numeric: readonly (string | number)[]): string {
  const words: string[] = [];
  for (let index = 0; index < numeric.length; index += 2) {
    const operator = String(numeric[index]);
    words.push(`${COMPARED[operator] ?? operator} ${numeric[index + 1]}`);
  }
  return words.join(" and ");
}

function anyOf(values: readonly (string | number)[]): string {
  return listed(values.map((value) => JSON.stringify(value)));
}

/** `A`, `A or B`, `A, B or C`. */
function listed(words: readonly string[]): string {
  const [last = "", ...before] = words.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(", ")} or ${last}`;
}
