/** Most deliveries that can be selected: half an hour of resending, and ids of half a megabyte. */
export const MOST_SELECTED = 10_000;

/** The deliveries that are selected, by id, in the order in which they were. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Whether something was left out, because so many are the most. */
  readonly isFull: boolean;
}

/** What a person does to a selection. */
export type SelectionChange =
  | { readonly kind: "set"; readonly ids: readonly string[]; readonly isSelected: boolean }
  | { readonly kind: "clear" };

export const NOTHING_SELECTED: Selection = { ids: new Set(), isFull: false };

/** The selection after a change. */
export function changeSelection(selection: Selection, change: SelectionChange): Selection {
  if (change.kind === "clear") return NOTHING_SELECTED;
  const ids = new Set(selection.ids);
  if (!change.isSelected) {
    for (const id of change.ids) ids.delete(id);
    return { ids, isFull: false };
  }
  let isFull = false;
  for (const id of change.ids) {
    if (ids.has(id) || ids.size < MOST_SELECTED) ids.add(id);
    else isFull = true;
  }
  return { ids, isFull };
}

/** How much of a page is selected: what the checkbox of all its rows shows. */
export function selectedOf(
  page: readonly { readonly id: string }[],
  { ids }: Selection,
): "all" | "some" | "none" {
  const count = page.filter(({ id }) => ids.has(id)).length;
  if (count === 0) return "none";
  return count === page.length ? "all" : "some";
}
