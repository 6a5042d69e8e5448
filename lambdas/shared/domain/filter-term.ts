/** One term of a filter: a value that must be equal, or an operator of EventBridge's. */
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
  return value === null || (typeof value !== "object" && value !== undefined);
}

/**
 * Comparisons that a term makes with each leaf, one after the other: values that must be equal, or
 * must not, are found by one look into a set, and cost none.
 */
export function comparisonsOf(term: FilterTerm): number {
  if (typeof term !== "object" || term === null || "exists" in term) return 0;
  if ("prefix" in term || "suffix" in term || "numeric" in term) return 1;
  const excluded = term["anything-but"];
  if (typeof excluded !== "object") return 0;
  if ("prefix" in excluded) return [excluded.prefix].flat().length;
  return "suffix" in excluded ? [excluded.suffix].flat().length : 0;
}
