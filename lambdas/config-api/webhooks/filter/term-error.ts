import { isJsonObject } from "../../../shared/domain/json-object.ts";

/** What is wrong with a place of a filter; values are never in it. */
export interface FilterError {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}

/** Longest text in a term. */
const MAX_TEXT_LENGTH = 256;

/**
 * Numbers that EventBridge compares lie within ± this: "Numeric matching is limited to value
 * between -5.0e9 and +5.0e9 inclusive". https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
const MAX_NUMBER = 5_000_000_000;

/** Values of one `anything-but`. */
const MAX_EXCLUDED = 50;

const OPERATORS = ["prefix", "suffix", "anything-but", "numeric", "exists"] as const;

const LOWER = new Set<unknown>([">", ">="]);
const UPPER = new Set<unknown>(["<", "<="]);

const NO_TEXT = { message: "is not a text", hint: `use 1 to ${MAX_TEXT_LENGTH} characters` };
const LONG_TEXT = { message: "is too long", hint: `use at most ${MAX_TEXT_LENGTH} characters` };
const NO_COMPARISON = {
  message: "is not a comparison",
  hint: 'use [">=", 1], ["=", 1] or a lower and an upper bound: [">", 0, "<=", 5]',
};
const BIG_NUMBER = {
  message: "is out of range",
  hint: `use numbers from -${MAX_NUMBER} to ${MAX_NUMBER}`,
};
const MIXED = { message: "is neither texts nor numbers", hint: "use a list of one or the other" };

type TermError = Pick<FilterError, "message" | "hint">;

/** What is wrong with one term, its path within the term; `undefined`: nothing. */
export function termError(term: unknown): FilterError | undefined {
  if (typeof term === "string") return at([], lengthError(term));
  if (typeof term === "number" || typeof term === "boolean" || term === null) return undefined;
  if (!isJsonObject(term)) {
    return at([], {
      message: "is not a term",
      hint: `use a value or one of: ${OPERATORS.join(", ")}`,
    });
  }
  const names = Object.keys(term);
  const [name] = names;
  const operator = OPERATORS.find((known) => known === name);
  if (names.length !== 1) {
    const hint = `use an object with one of: ${OPERATORS.join(", ")}`;
    return at([], { message: "is not one operator", hint });
  }
  if (operator === undefined) {
    const hint = `use one of: ${OPERATORS.join(", ")}`;
    return at([String(name)], { message: "is not a known operator", hint });
  }
  return at([operator], valueError(operator, term[operator]));
}

function at(path: FilterError["path"], error: TermError | undefined): FilterError | undefined {
  return error && { path, ...error };
}

function lengthError(text: string): TermError | undefined {
  return text.length > MAX_TEXT_LENGTH ? LONG_TEXT : undefined;
}

function valueError(operator: (typeof OPERATORS)[number], value: unknown): TermError | undefined {
  switch (operator) {
    case "prefix":
    case "suffix":
      return textError(value);
    case "exists":
      if (typeof value === "boolean") return undefined;
      return { message: "is neither true nor false", hint: "use true or false" };
    case "numeric":
      return numericError(value);
    case "anything-but":
      return excludedError(value);
  }
}

function longTextError(value: unknown): TermError | undefined {
  return typeof value === "string" ? lengthError(value) : undefined;
}

function textError(value: unknown): TermError | undefined {
  return typeof value === "string" && value !== "" ? lengthError(value) : NO_TEXT;
}

/** As event-ruler takes them: `=` alone, a lower bound, an upper, or both in order with room. */
function numericError(value: unknown): TermError | undefined {
  if (!Array.isArray(value)) return NO_COMPARISON;
  const [first, low, second, high] = value as unknown[];
  const isSingle = value.length === 2 && (first === "=" || LOWER.has(first) || UPPER.has(first));
  const isRange = value.length === 4 && LOWER.has(first) && UPPER.has(second);
  if (!isSingle && !isRange) return NO_COMPARISON;
  const bounds = isSingle ? [low] : [low, high];
  if (!bounds.every((bound) => typeof bound === "number")) return NO_COMPARISON;
  if (!bounds.every((bound) => Math.abs(bound) <= MAX_NUMBER)) return BIG_NUMBER;
  const [bottom, top] = bounds;
  if (bottom === undefined || top === undefined || bottom < top) return undefined;
  return { message: "matches no number", hint: "use a lower bound that is below the upper one" };
}

function excludedError(value: unknown): TermError | undefined {
  if (typeof value === "number") return undefined;
  if (typeof value === "string") return lengthError(value);
  if (Array.isArray(value)) return listError(value, longTextError) ?? mixedError(value);
  const [name, ...others] = isJsonObject(value) ? Object.keys(value) : [];
  if (!isJsonObject(value) || others.length > 0 || (name !== "prefix" && name !== "suffix")) {
    const hint = 'use a text, a number, a list of either, {"prefix": …} or {"suffix": …}';
    return { message: "is not something to exclude", hint };
  }
  const affix = value[name];
  return Array.isArray(affix) ? listError(affix, textError) : textError(affix);
}

function listError(
  values: readonly unknown[],
  errorOf: (value: unknown) => TermError | undefined,
): TermError | undefined {
  if (values.length === 0) return { message: "is empty", hint: "use at least one value" };
  if (values.length > MAX_EXCLUDED) {
    return { message: "has too many values", hint: `use at most ${MAX_EXCLUDED}` };
  }
  return values.map(errorOf).find((error) => error !== undefined);
}

function mixedError(values: readonly unknown[]): TermError | undefined {
  const kinds = new Set(values.map((value) => typeof value));
  const [kind] = kinds;
  return kinds.size === 1 && (kind === "string" || kind === "number") ? undefined : MIXED;
}
