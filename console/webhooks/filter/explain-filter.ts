import {
  compileFilter,
  type EventFilter,
  matchesFilter,
} from "../../../lambdas/shared/domain/event-filter.ts";
import { isJsonObject } from "../../../lambdas/shared/domain/json-object.ts";
import { isSpent, stepBudget } from "../../../lambdas/shared/domain/step-budget.ts";
import { termsWords } from "./term-words.ts";

/** Steps that all filters of an application have for one event (docs/event-types.md). */
const STEPS = 4_000_000;
/** Values that are told of one path. */
const MOST_VALUES = 5;
/** Characters of a value that are told. */
const MOST_CHARACTERS = 60;

/** What one path of a filter makes of a payload. */
export interface PathVerdict {
  readonly path: string;
  readonly isMet: boolean;
  /** What is asked, in words: `is "PURCHASE" or begins with "REF"`. */
  readonly asked: string;
  /** What lies there, as JSON, cut; empty: nothing. */
  readonly found: readonly string[];
}

/** What a filter makes of a payload, and why. */
export interface FilterVerdict {
  /**
   * `apart`: every path is met by something, but paths into one list need the same element of it ·
   * `too_costly`: the filter takes more steps than it may have, and lets the event through.
   */
  readonly kind: "met" | "not_met" | "apart" | "too_costly";
  readonly paths: readonly PathVerdict[];
}

/** Asks the very code that fan-out chooses webhooks with, for the whole filter and path by path. */
export function explainFilter(filter: EventFilter, payload: unknown): FilterVerdict {
  const entries = Object.entries(filter);
  const budget = stepBudget(STEPS);
  const isWhole = matchesFilter(compileFilter(filter), payload, budget);
  const paths = entries.map(([path, terms]) => ({
    path,
    isMet: matchesFilter(compileFilter({ [path]: terms }), payload, stepBudget(STEPS)),
    asked: termsWords(terms),
    found: valuesAt(payload, path.split(".")),
  }));
  if (isSpent(budget)) return { kind: "too_costly", paths };
  if (isWhole) return { kind: "met", paths };
  return { kind: paths.every(({ isMet }) => isMet) ? "apart" : "not_met", paths };
}

/** The first values at a path, arrays on the way entered, as JSON. */
function valuesAt(payload: unknown, names: readonly string[]): string[] {
  const found: string[] = [];
  const open: { readonly value: unknown; readonly depth: number }[] = [
    { value: payload, depth: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.length === MOST_VALUES) return [...found, "…"];
    const { value, depth } = next;
    const name = names[depth];
    if (Array.isArray(value)) {
      for (const element of value.toReversed()) open.push({ value: element, depth });
    } else if (name === undefined) found.push(told(value));
    else if (isJsonObject(value) && Object.hasOwn(value, name)) {
      open.push({ value: value[name], depth: depth + 1 });
    }
  }
  return found;
}

function told(value: unknown): string {
  if (isJsonObject(value)) return "an object";
  const text = JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS).toWellFormed()}…` : text;
}
