import type { FilterTerm, Leaf } from "./filter-term.ts";
import { type IsIn, scalarSet } from "./scalar-set.ts";
import type { StepBudget } from "./step-budget.ts";

/** The terms of one path, made ready: whether any of them matches a leaf. */
export interface LeafTest {
  /** Whether one asks for a path at which no leaf is. */
  readonly asksForAbsence: boolean;
  /** Anything once the budget is spent. */
  readonly matches: (leaf: Leaf, budget: StepBudget) => boolean;
}

/** Characters of a prefix or suffix that are compared in the time of a step: 20 ns. */
const CHARACTERS_PER_STEP = 4;

/** Comparisons that are made one after the other, and the steps that all of them take. */
interface Comparisons<Value> {
  readonly steps: number;
  readonly isMet: (value: Value) => boolean;
}

/**
 * Makes the terms of one path ready. A leaf takes one step, and what the comparisons take that
 * cannot be looked up.
 */
export function makeLeafTest(terms: readonly FilterTerm[]): LeafTest {
  const values = new Set<Leaf>();
  const excludedValues: ReadonlySet<Leaf>[] = [];
  const texts: Comparisons<string>[] = [];
  const numbers: Comparisons<number>[] = [];
  let [isAny, asksForAbsence, excludesAffixes] = [false, false, false];
  for (const term of terms) {
    if (typeof term !== "object" || term === null) values.add(term);
    else if ("exists" in term) {
      isAny ||= term.exists;
      asksForAbsence ||= !term.exists;
    } else if ("prefix" in term) texts.push(prefixes([term.prefix]));
    else if ("suffix" in term) texts.push(suffixes([term.suffix]));
    else if ("numeric" in term) numbers.push({ steps: 1, isMet: rangeOf(term.numeric) });
    else {
      const excluded = term["anything-but"];
      if (typeof excluded !== "object") excludedValues.push(new Set([excluded]));
      else if ("prefix" in excluded) texts.push(not(prefixes([excluded.prefix].flat())));
      else if ("suffix" in excluded) texts.push(not(suffixes([excluded.suffix].flat())));
      else excludedValues.push(new Set(excluded));
      excludesAffixes ||= typeof excluded === "object" && !Array.isArray(excluded);
    }
  }
  const isValue = scalarSet(values);
  const isExcludedByAll = common(excludedValues);
  return {
    asksForAbsence,
    matches(leaf, budget) {
      budget.left -= 1;
      if (isAny || isValue(leaf) || isExcludedByAll?.(leaf) === false) return true;
      if (typeof leaf === "string") return anyMet(texts, leaf, budget);
      return excludesAffixes || (typeof leaf === "number" && anyMet(numbers, leaf, budget));
    },
  };
}

/** What each of several `anything-but` excludes: a leaf matches unless all of them exclude it. */
function common(sets: readonly ReadonlySet<Leaf>[]): IsIn | undefined {
  const [first, ...others] = sets;
  return first && scalarSet([...first].filter((value) => others.every((set) => set.has(value))));
}

function anyMet<Value>(
  comparisons: readonly Comparisons<Value>[],
  value: Value,
  budget: StepBudget,
): boolean {
  for (const { steps, isMet } of comparisons) {
    budget.left -= steps;
    if (budget.left < 0 || isMet(value)) return true;
  }
  return false;
}

function prefixes(list: readonly string[]): Comparisons<string> {
  return {
    steps: stepsOf(list),
    isMet(text) {
      for (const prefix of list) if (text.startsWith(prefix)) return true;
      return false;
    },
  };
}

function suffixes(list: readonly string[]): Comparisons<string> {
  return {
    steps: stepsOf(list),
    isMet(text) {
      for (const suffix of list) if (text.endsWith(suffix)) return true;
      return false;
    },
  };
}

function not(comparisons: Comparisons<string>): Comparisons<string> {
  return { steps: comparisons.steps, isMet: (text) => !comparisons.isMet(text) };
}

function stepsOf(affixes: readonly string[]): number {
  return affixes.reduce((sum, { length }) => sum + 1 + Math.floor(length / CHARACTERS_PER_STEP), 0);
}

const COMPARE: ReadonlyMap<unknown, (value: number, bound: number) => boolean> = new Map([
  ["=", (value, bound) => value === bound],
  ["<", (value, bound) => value < bound],
  ["<=", (value, bound) => value <= bound],
  [">", (value, bound) => value > bound],
  [">=", (value, bound) => value >= bound],
]);

/** Whether a number passes every comparison: operator, bound, operator, bound … */
function rangeOf(comparisons: readonly (string | number)[]): (value: number) => boolean {
  const pairs = comparisons.flatMap((operator, index) =>
    index % 2 === 1
      ? []
      : [{ compare: COMPARE.get(operator), bound: Number(comparisons[index + 1]) }],
  );
  return (value) => pairs.every(({ compare, bound }) => compare?.(value, bound) === true);
}
