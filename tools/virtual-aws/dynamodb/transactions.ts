import {
  TransactionCanceledException,
  type TransactWriteItem,
  type TransactWriteItemsInput,
} from "@aws-sdk/client-dynamodb";

import type { PlannedWrite } from "../virtual-table.ts";
import { callOf, deleteOf, putOf, updateOf, type ConditionalWrite } from "./conditional-write.ts";
import { validationFailed } from "./dynamodb-errors.ts";
import type { VirtualTables } from "./tables.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MOST_ITEMS = 100;

/**
 * All or none; each costs twice.
 * @throws TransactionCanceledException with the reason of each
 */
export function transact(
  tables: VirtualTables,
  { TransactItems = [] }: TransactWriteItemsInput,
): object {
  const writes = TransactItems.map(partOf);
  const names = new Set(writes.map(({ table, key }) => `${table}\n${key.pk.S}\n${key.sk.S}`));
  if (writes.length > MOST_ITEMS || names.size < writes.length) {
    throw validationFailed("a transaction writes up to 100 items, each once");
  }
  const held = writes.map(({ table, key, condition, bindings }) =>
    condition(tables.table(table).get(key), bindings),
  );
  if (held.includes(false)) {
    throw cancelled(held.map((ok) => (ok ? "None" : "ConditionalCheckFailed")));
  }
  const plans = writes.map((write) => planOf(tables, write));
  const hasRoom = writes.map((write, index) =>
    tables.capacity.write(callOf(write), write.table, plans[index] as PlannedWrite, 2),
  );
  if (hasRoom.includes(false))
    throw cancelled(hasRoom.map((ok) => (ok ? "None" : "ThrottlingError")));
  for (const [index, { table }] of writes.entries()) {
    tables.table(table).write(plans[index] as PlannedWrite);
  }
  return {};
}

function cancelled(codes: readonly string[]): TransactionCanceledException {
  return new TransactionCanceledException({
    $metadata: { httpStatusCode: 400 },
    message: `Transaction cancelled: ${codes.join(", ")}`,
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
}

function partOf({ Update, Put, Delete }: TransactWriteItem): ConditionalWrite {
  if (Update !== undefined) return updateOf(Update, "TransactWriteItems");
  if (Put !== undefined) return putOf(Put, "TransactWriteItems");
  if (Delete !== undefined) return deleteOf(Delete, "TransactWriteItems");
  throw new TypeError("a transaction puts, updates or deletes");
}

function planOf(
  tables: VirtualTables,
  { table: name, key, change, bindings }: ConditionalWrite,
): PlannedWrite {
  const table = tables.table(name);
  const before = table.get(key);
  return table.plan(key, change(before, bindings), before);
}
