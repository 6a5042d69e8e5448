import { describe, expect, test } from "vitest";

import type { Item } from "../../../lambdas/shared/adapters/delivery-item.ts";
import { DELIVERIES_INDEXES } from "../../../local/virtual-aws/indexes.ts";
import {
  itemBytes,
  readUnitsOf,
  writeUnitsOf,
} from "../../../local/virtual-aws/item-size.ts";
import { VirtualTable } from "../../../local/virtual-aws/virtual-table.ts";

const delivery: Item = {
  pk: { S: "evt_1" },
  sk: { S: "d#wh_1" },
  historyKey: { S: "wh_1#0" },
  acceptedAt: { N: "1767225600000" },
  status: { S: "queued" },
  dispatch: { N: "1" },
};
const parked: Item = {
  ...delivery,
  lane: { S: "wh_1" },
  nextAttemptAt: { N: "1767225700000" },
  application: { S: "acme" },
};

function entryAt(at: string): Item {
  return { ...parked, pk: { S: `evt_${at}` }, nextAttemptAt: { N: at } };
}

function tableWith(...items: Item[]): VirtualTable {
  const table = new VirtualTable("deliveries", DELIVERIES_INDEXES);
  for (const item of items) table.put(item);
  return table;
}

describe("the size of an item", () => {
  test("is that of its names and values", () => {
    expect(itemBytes({ pk: { S: "grüße" } })).toBe(2 + 7);
    expect(itemBytes({ n: { N: "12345" } })).toBe(1 + 3 + 1);
    expect(itemBytes({ n: { N: "-1200" } })).toBe(1 + 1 + 1 + 1);
    expect(itemBytes({ b: { B: new Uint8Array(5) } })).toBe(1 + 5);
    expect(itemBytes({ l: { L: [{ S: "ab" }, { S: "c" }] } })).toBe(1 + 3 + 2 * 1 + 3);
    expect(itemBytes({ m: { M: { a: { S: "bc" } } } })).toBe(1 + 3 + 1 + 3);
  });

  test("is charged by started KB written and started 4 KB read", () => {
    expect([0, 1024, 1025].map(writeUnitsOf)).toEqual([1, 1, 2]);
    expect([0, 4096, 4097].map((bytes) => readUnitsOf(bytes, true))).toEqual([1, 1, 2]);
    expect([0, 4096, 4097].map((bytes) => readUnitsOf(bytes, false))).toEqual([0.5, 0.5, 1]);
  });
});

describe("a write costs", () => {
  test("one unit more for each index that the item appears in", () => {
    expect(tableWith().put(delivery)).toEqual({ table: 1, indexes: { history: 1 } });
    expect(tableWith(delivery).put(parked)).toEqual({ table: 1, indexes: { lane: 1 } });
  });

  test("nothing for an index that shows none of what changed", () => {
    const changed = { ...delivery, status: { S: "parked" } };
    expect(tableWith(delivery).put(changed)).toEqual({ table: 1, indexes: {} });
  });

  test("one for an index whose other attributes changed", () => {
    const changed = { ...parked, dispatch: { N: "2" } };
    expect(tableWith(parked).put(changed)).toEqual({ table: 1, indexes: { lane: 1 } });
  });

  test("two for an index whose key changed: the old entry goes, a new one comes", () => {
    const moved = { ...parked, nextAttemptAt: { N: "1767225800000" } };
    expect(tableWith(parked).put(moved)).toEqual({ table: 1, indexes: { lane: 2 } });
  });

  test("one for an index that the item leaves", () => {
    expect(tableWith(parked).put(delivery)).toEqual({ table: 1, indexes: { lane: 1 } });
  });

  test("by the larger of the old item and the new one", () => {
    const large = { ...delivery, payload: { S: "x".repeat(2000) } };
    expect(tableWith(delivery).put(large).table).toBe(3);
    expect(tableWith(large).put(delivery).table).toBe(3);
    expect(tableWith(large).refusedUnits({ pk: { S: "evt_1" }, sk: { S: "d#wh_1" } })).toBe(3);
  });
});

describe("a query", () => {
  const query = { index: "lane", partition: "wh_1", matches: () => true, limit: 2 };

  test("gives a page in the order of the sort key, then the next one", () => {
    const table = tableWith(entryAt("3"), entryAt("1"), entryAt("2"));
    const first = table.query({ ...query, startKey: undefined });
    expect(first.entries.map(({ pk }) => pk?.S)).toEqual(["evt_1", "evt_2"]);
    const second = table.query({ ...query, startKey: first.last });
    expect(second.entries.map(({ pk }) => pk?.S)).toEqual(["evt_3"]);
    expect(second.last).toBeUndefined();
  });

  test("of an index gives what it projects, and nothing that left it", () => {
    const table = tableWith(parked);
    const page = table.query({ ...query, startKey: undefined });
    expect(page.entries[0]).not.toHaveProperty("status");
    table.put(delivery);
    expect(table.query({ ...query, startKey: undefined }).entries).toEqual([]);
  });
});
