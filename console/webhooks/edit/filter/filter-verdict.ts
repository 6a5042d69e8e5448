import { termError } from "../../../../lambdas/config-api/webhooks/filter/term-error.ts";
import {
  compileFilter,
  type EventFilter,
  matchesFilter,
} from "../../../../lambdas/shared/domain/event-filter.ts";
import { isJsonObject } from "../../../../lambdas/shared/domain/json-object.ts";
import { stepBudget } from "../../../../lambdas/shared/domain/step-budget.ts";

/** What one condition says to a sample. */
export interface ConditionVerdict {
  readonly path: string;
  readonly isMatch: boolean;
  /** What is at the path, in words: `"ACTIVE"`, `"A", "B" and 3 more`, `nothing`. */
  readonly found: string;
}

/** What a filter says to a sample. */
export type FilterVerdict =
  | { readonly kind: "unreadable"; readonly sentence: string }
  | {
      readonly kind: "sent" | "left-out";
      readonly sentence: string;
      readonly conditions: readonly ConditionVerdict[];
    };

/** Steps for one sample: more than a payload of 256 KB and the largest filter take. */
const STEPS = 5_000_000;

/**
 * Tries a filter on a sample payload, with the code that the product decides by.
 * @param sample parsed JSON; nesting has no limit
 */
export function filterVerdict(filter: unknown, sample: unknown): FilterVerdict {
  const flaw = filterTrouble(filter);
  if (flaw !== undefined) return { kind: "unreadable", sentence: flaw };
  if (!isJsonObject(sample)) {
    return { kind: "unreadable", sentence: "The sample is not a JSON object." };
  }
  const paths = Object.entries((filter ?? {}) as EventFilter);
  const conditions = paths.map(([path, terms]): ConditionVerdict => {
    return { path, isMatch: matches({ [path]: terms }, sample), found: foundAt(sample, path) };
  });
  const isMatch = matches(Object.fromEntries(paths), sample);
  return {
    kind: isMatch ? "sent" : "left-out",
    sentence: sentenceOf(isMatch, conditions),
    conditions,
  };
}

function sentenceOf(isMatch: boolean, conditions: readonly ConditionVerdict[]): string {
  if (conditions.length === 0) return "This payload is sent: there is no filter.";
  if (isMatch) {
    return conditions.length === 1
      ? "This payload is sent: its condition matches."
      : `This payload is sent: all ${conditions.length} conditions match.`;
  }
  const failing = conditions.filter((condition) => !condition.isMatch);
  if (failing.length === 0) {
    return "This payload is not sent: every condition matches, but not all in the same element of a list.";
  }
  const reasons = failing.map(({ path, found }) => `${path} does not match (there is ${found})`);
  return `This payload is not sent: ${reasons.join("; ")}.`;
}

/** What keeps a filter from being tried; `undefined`: nothing. */
function filterTrouble(filter: unknown): string | undefined {
  if (filter === undefined) return undefined;
  if (!isJsonObject(filter)) return "The filter is not an object of paths and lists of terms.";
  for (const [path, terms] of Object.entries(filter)) {
    const name = path === "" ? "A condition without a path" : path;
    if (path === "") return `${name} cannot be tried: name one, such as card.status.`;
    if (!Array.isArray(terms) || terms.length === 0) return `${name} has no value to compare with.`;
    const error = terms.map((term) => termError(term)).find((found) => found !== undefined);
    if (error !== undefined) return `${name}: ${error.message}; ${error.hint}.`;
  }
  return undefined;
}

function matches(filter: EventFilter, sample: unknown): boolean {
  return matchesFilter(compileFilter(filter), sample, stepBudget(STEPS));
}

/** Values that are named; those beyond are counted. */
const MOST_NAMED = 3;
/** Characters of a value that are shown. */
const LONGEST_SHOWN = 60;

function foundAt(sample: unknown, path: string): string {
  const values = path
    .split(".")
    .reduce<readonly unknown[]>(
      (found, name) => found.flatMap((one) => membersOf(one, name)),
      [sample],
    )
    .flatMap((value) => elementsOf(value));
  if (values.length === 0) return "nothing";
  const named = values.slice(0, MOST_NAMED).map((value) => shown(value));
  const more = values.length - named.length;
  return named.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function membersOf(value: unknown, name: string): readonly unknown[] {
  return elementsOf(value).flatMap((one) =>
    isJsonObject(one) && Object.hasOwn(one, name) ? [one[name]] : [],
  );
}

/** What is in arrays, nested ones too, in its order; without recursion: `flat` is one. */
function elementsOf(value: unknown): readonly unknown[] {
  const elements: unknown[] = [];
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (!Array.isArray(next)) elements.push(next);
    else for (let at = next.length - 1; at >= 0; at -= 1) open.push(next[at]);
  }
  return elements;
}

function shown(value: unknown): string {
  if (isJsonObject(value)) return "an object";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
