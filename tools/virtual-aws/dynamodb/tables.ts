import type { Item, ItemKey } from "../../../lambdas/shared/dynamodb/attributes.ts";
import type { VirtualTable } from "../virtual-table.ts";
import type { Capacity } from "./capacity.ts";

/** The tables that there are, and who lets requests through to them. */
export interface VirtualTables {
  /** @throws TypeError when there is no such table */
  table(name: string | undefined): VirtualTable;
  readonly capacity: Capacity;
}

/**
 * The key in an item or a request.
 * @throws TypeError when it is not one of two texts
 */
export function keyIn(item: Item | undefined): ItemKey {
  const { pk, sk } = item ?? {};
  if (!pk?.S || !sk?.S) throw new TypeError("expected a key of pk and sk");
  return { pk, sk };
}
