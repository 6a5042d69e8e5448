import { isLeaf, type FilterTerm, type Leaf } from "./filter-term.ts";
import { isJsonObject, type JsonObject } from "./json-object.ts";
import { makeLeafTest, type LeafTest } from "./leaf-test.ts";
import { isSpent, type StepBudget } from "./step-budget.ts";

export type { FilterTerm };

/**
 * A filter on payloads: path (`card_transaction.transaction_type`) → terms. Every path must match,
 * by any of its terms. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export type EventFilter = Readonly<Record<string, readonly FilterTerm[]>>;

/** A filter made ready: its paths as a tree. Made once, and used for many payloads. */
export interface CompiledFilter {
  /** What is asked of the value itself. */
  readonly test?: LeafTest;
  /** What is asked of its members, by name. */
  readonly members: readonly (readonly [name: string, filter: CompiledFilter])[];
}

/** Stands for a filter that was not made ready, for want of room: it matches everything. */
export const UNREAD_FILTER: CompiledFilter = { members: [] };

/** How a branch fares: matched by something there, only by what is not there, or not at all. */
type Found = "present" | "absent" | "no";

const NO_MEMBERS: JsonObject = {};

/** A path of a filter, and what is asked of what lies there. */
type PathTerms = readonly [names: readonly string[], terms: readonly FilterTerm[]];

/** Makes a filter ready, in steps that grow with its text: one event may make a thousand. */
export function compileFilter(filter: EventFilter): CompiledFilter {
  return branch(
    Object.entries(filter).map(([path, terms]) => [path.split("."), terms]),
    0,
  );
}

/** @param depth how many names of these paths lead here */
function branch(paths: readonly PathTerms[], depth: number): CompiledFilter {
  const inside = new Map<string, PathTerms[]>();
  let test: LeafTest | undefined;
  for (const path of paths) {
    const [names, terms] = path;
    const name = names[depth];
    if (name === undefined) test = makeLeafTest(terms);
    else inside.set(name, [...(inside.get(name) ?? []), path]);
  }
  const members = Array.from(
    inside,
    ([name, within]) => [name, branch(within, depth + 1)] as const,
  );
  return test === undefined ? { members } : { members, test };
}

/**
 * Whether a payload is one that a filter asks for, with the semantics of EventBridge
 * (https://github.com/aws/event-ruler):
 * - terms compare leaves (strings, numbers, booleans, null); an object is none, so `exists: false`
 *   matches on one
 * - arrays are entered, nested ones too: any element may match, and paths into one array must match
 *   in the same element
 * - `exists: false` matches where no leaf is there, in any element; every other operator needs one,
 *   `anything-but` too
 * - numbers are equal by value: 300 is 3.0e2
 *
 * Only own members are looked at, and a name with a dot in it has no path. Each value that is
 * looked at takes a step, and each comparison (see `LeafTest`). A filter whose budget is spent
 * matches: what is sent too often is better than what is lost.
 */
export function matchesFilter(
  filter: CompiledFilter,
  payload: unknown,
  budget: StepBudget,
): boolean {
  return find(filter, payload, budget) !== "no" || isSpent(budget);
}

function find(filter: CompiledFilter, value: unknown, budget: StepBudget): Found {
  budget.left -= 1;
  if (isSpent(budget)) return "no";
  if (Array.isArray(value)) return findInAll(filter, value, budget);
  const { test, members } = filter;
  if (test !== undefined) {
    const own = isLeaf(value) ? test.matches(value, budget) : test.asksForAbsence;
    if (!own) return "no";
  }
  const own = test !== undefined && isLeaf(value) ? "present" : "absent";
  if (members.length === 0) return own;
  return both(own, findIn(members, isJsonObject(value) ? value : NO_MEMBERS, budget));
}

/** In arrays, nested ones too; without recursion, for nesting has no limit. */
function findInAll(
  { test, members }: CompiledFilter,
  array: readonly unknown[],
  budget: StepBudget,
): Found {
  let leaves: Found = test?.asksForAbsence === false ? "no" : "absent";
  let objects: Found | undefined;
  const open: (readonly unknown[])[] = [array];
  for (let next = open.pop(); next !== undefined && !isSpent(budget); next = open.pop()) {
    budget.left -= next.length;
    for (const value of next) {
      if (isSpent(budget)) return "no";
      if (Array.isArray(value)) open.push(value);
      else if (!isJsonObject(value)) {
        if (test === undefined || leaves === "present") continue;
        leaves = test.matches(value as Leaf, budget) ? "present" : "no";
      } else if (members.length > 0 && objects !== "present") {
        const found = findIn(members, value, budget);
        if (found !== "absent" || objects === undefined) objects = found;
      }
    }
  }
  if (leaves === "no" || members.length === 0) return leaves;
  return both(leaves, objects ?? findIn(members, NO_MEMBERS, budget));
}

function findIn(members: CompiledFilter["members"], object: JsonObject, budget: StepBudget): Found {
  let all: Found = "absent";
  for (const [name, filter] of members) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    all = both(all, find(filter, value, budget));
    if (all === "no") return all;
  }
  return all;
}

function both(one: Found, other: Found): Found {
  if (one === "no" || other === "no") return "no";
  return one === "present" ? one : other;
}
