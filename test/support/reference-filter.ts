import type { EventFilter, FilterTerm } from "../../lambdas/shared/domain/event-filter.ts";

/*
 * Filters as EventBridge defines them, in the plainest words and without any bound: what the
 * matcher that counts its steps is held against.
 */

type Branch = { terms?: readonly FilterTerm[]; readonly members: Map<string, Branch> };
type Found = "present" | "absent" | "no";

/** Whether a payload is one that a filter asks for. */
export function referenceMatch(filter: EventFilter, payload: unknown): boolean {
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
  return find(root, payload) !== "no";
}

function find({ terms, members }: Branch, value: unknown): Found {
  const parts = Array.isArray(value) ? (value.flat(Infinity) as unknown[]) : [value];
  const leaves = parts.filter((part) => part !== undefined && !isObject(part));
  const objects = parts.filter(isObject);
  return both([
    terms === undefined ? "absent" : findLeaf(terms, leaves),
    members.size === 0 ? "absent" : findInAny(members, objects),
  ]);
}

function findLeaf(terms: readonly FilterTerm[], leaves: readonly unknown[]): Found {
  if (leaves.length === 0) {
    return terms.some((term) => isObject(term) && "exists" in term && !term.exists)
      ? "absent"
      : "no";
  }
  return terms.some((term) => leaves.some((leaf) => matchesTerm(term, leaf))) ? "present" : "no";
}

function findInAny(members: Branch["members"], objects: readonly object[]): Found {
  const each = (objects.length === 0 ? [{}] : objects).map((object) =>
    both(
      Array.from(members, ([name, branch]) =>
        find(branch, Object.getOwnPropertyDescriptor(object, name)?.value),
      ),
    ),
  );
  const found = new Set(each);
  if (found.has("present")) return "present";
  return found.has("no") ? "no" : "absent";
}

function both(results: readonly Found[]): Found {
  if (results.includes("no")) return "no";
  return results.includes("present") ? "present" : "absent";
}

function matchesTerm(term: FilterTerm, leaf: unknown): boolean {
  if (!isObject(term)) return term === leaf;
  const text = typeof leaf === "string" ? leaf : undefined;
  if ("exists" in term) return term.exists;
  if ("prefix" in term) return text?.startsWith(term.prefix) === true;
  if ("suffix" in term) return text?.endsWith(term.suffix) === true;
  if ("numeric" in term) return typeof leaf === "number" && isWithin(term.numeric, leaf);
  const excluded = term["anything-but"];
  if (!isObject(excluded)) return excluded !== leaf;
  if ("prefix" in excluded) return ![excluded.prefix].flat().some((it) => text?.startsWith(it));
  if ("suffix" in excluded) return ![excluded.suffix].flat().some((it) => text?.endsWith(it));
  return !excluded.some((value) => value === leaf);
}

function isWithin(comparisons: readonly (string | number)[], value: number): boolean {
  return comparisons.every((operator, index) => {
    const bound = Number(comparisons[index + 1]);
    if (index % 2 === 1) return true;
    if (operator === "=") return value === bound;
    if (operator === "<") return value < bound;
    if (operator === "<=") return value <= bound;
    return operator === ">" ? value > bound : operator === ">=" && value >= bound;
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
