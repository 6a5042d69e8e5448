/** One term of a filter: a value that must be equal, or an operator of EventBridge's content filtering. */
export type FilterTerm =
  | string
  | number
  | boolean
  | null
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly exists: boolean }
  | { readonly numeric: readonly (string | number)[] }
  | { readonly "anything-but": AnythingBut };

/** What `anything-but` excludes: a value, several, or those with a prefix or suffix. */
export type AnythingBut =
  | string
  | number
  | readonly (string | number)[]
  | { readonly prefix: string | readonly string[] }
  | { readonly suffix: string | readonly string[] };

/** A value that holds no others: what terms compare. */
export type Leaf = string | number | boolean | null;

/** Whether a value is one that terms compare. */
export function isLeaf(value: unknown): value is Leaf {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Whether a term asks for a path at which no leaf is. */
export function asksForAbsence(term: FilterTerm): boolean {
  return isObject(term) && "exists" in term && !term.exists;
}

/** Whether a term matches a leaf. */
export function matchesTerm(term: FilterTerm, leaf: Leaf): boolean {
  if (!isObject(term)) return term === leaf;
  if ("exists" in term) return term.exists;
  if ("prefix" in term) return typeof leaf === "string" && leaf.startsWith(term.prefix);
  if ("suffix" in term) return typeof leaf === "string" && leaf.endsWith(term.suffix);
  if ("numeric" in term) return typeof leaf === "number" && isWithin(term.numeric, leaf);
  return !isExcluded(term["anything-but"], leaf);
}

function isExcluded(excluded: AnythingBut, leaf: Leaf): boolean {
  if (!isObject(excluded)) return excluded === leaf;
  if ("prefix" in excluded) {
    return typeof leaf === "string" && [excluded.prefix].flat().some((it) => leaf.startsWith(it));
  }
  if ("suffix" in excluded) {
    return typeof leaf === "string" && [excluded.suffix].flat().some((it) => leaf.endsWith(it));
  }
  return excluded.some((value) => value === leaf);
}

const COMPARISONS: ReadonlyMap<unknown, (value: number, bound: number) => boolean> = new Map([
  ["=", (value, bound) => value === bound],
  ["<", (value, bound) => value < bound],
  ["<=", (value, bound) => value <= bound],
  [">", (value, bound) => value > bound],
  [">=", (value, bound) => value >= bound],
]);

/** Whether a number passes every comparison: operator, bound, operator, bound … */
function isWithin(comparisons: readonly (string | number)[], value: number): boolean {
  return comparisons.every(
    (item, index) =>
      index % 2 === 1 || COMPARISONS.get(item)?.(value, Number(comparisons[index + 1])) === true,
  );
}
