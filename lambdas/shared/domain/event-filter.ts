import { asksForAbsence, isLeaf, matchesTerm, type FilterTerm, type Leaf } from "./filter-term.ts";

export type { FilterTerm };

/**
 * A filter on payloads: path (`card_transaction.transaction_type`) → terms. Every path must match, by any of its terms.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export type EventFilter = Readonly<Record<string, readonly FilterTerm[]>>;

/** The paths of a filter as a tree: what is asked of a member, and of the members inside it. */
interface Branch {
  terms?: readonly FilterTerm[];
  readonly members: Map<string, Branch>;
}

/** How a branch fares: matched by something that is there, only by what is not there, or not at all. */
type Found = "present" | "absent" | "no";

/**
 * Whether a payload is one that a filter asks for, with the semantics of EventBridge (https://github.com/aws/event-ruler):
 * - terms compare leaves (strings, numbers, booleans, null); an object is none, so `exists: false` matches on one
 * - arrays are entered, nested ones too: any element may match, and paths into one array must match in the same element
 * - `exists: false` matches where no leaf is there, in any element; every other operator needs one, `anything-but` too
 * - numbers are equal by value: 300 is 3.0e2
 *
 * Each value of the payload is looked at once at most, only own members are, and a name with a dot in it has no path.
 */
export function matchesFilter(filter: EventFilter, payload: unknown): boolean {
  return find(treeOf(filter), payload) !== "no";
}

function treeOf(filter: EventFilter): Branch {
  const root: Branch = { members: new Map() };
  for (const [path, terms] of Object.entries(filter)) {
    let branch = root;
    for (const name of path.split(".")) {
      const next: Branch = branch.members.get(name) ?? { members: new Map() };
      branch.members.set(name, next);
      branch = next;
    }
    branch.terms = terms;
  }
  return root;
}

function find({ terms, members }: Branch, value: unknown): Found {
  const parts = flatten(value);
  const ownTerms = terms === undefined ? "absent" : findLeaf(terms, parts.filter(isLeaf));
  const found = members.size === 0 ? "absent" : findInAny(members, parts.filter(isObject));
  return both([ownTerms, found]);
}

/** The values in nested arrays, or the value itself; without recursion, for nesting has no limit. */
function flatten(value: unknown): unknown[] {
  const found: unknown[] = [];
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (!Array.isArray(next)) {
      found.push(next);
      continue;
    }
    for (const element of next as unknown[]) open.push(element);
  }
  return found;
}

function findLeaf(terms: readonly FilterTerm[], leaves: readonly Leaf[]): Found {
  if (leaves.length === 0) return terms.some(asksForAbsence) ? "absent" : "no";
  return terms.some((term) => leaves.some((leaf) => matchesTerm(term, leaf))) ? "present" : "no";
}

function findInAny(members: Branch["members"], objects: readonly object[]): Found {
  if (objects.length === 0) return findIn(members, {});
  let all: Found = "absent";
  for (const object of objects) {
    const found = findIn(members, object);
    if (found === "present") return found;
    if (found === "no") all = found;
  }
  return all;
}

function findIn(members: Branch["members"], object: object): Found {
  const values = object as Readonly<Record<string, unknown>>;
  return both(
    [...members].map(([name, branch]) =>
      find(branch, Object.hasOwn(values, name) ? values[name] : undefined),
    ),
  );
}

function both(results: readonly Found[]): Found {
  if (results.includes("no")) return "no";
  return results.includes("present") ? "present" : "absent";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
