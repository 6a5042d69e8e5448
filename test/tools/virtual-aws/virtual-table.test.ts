import { describe, expect, test } from "vitest";

import type { Item } from "../../../lambdas/shared/dynamodb/attributes.ts";
import {
  itemBytes,
  readUnitsOf,
  writeUnitsOf,
} from "../../../tools/virtual-aws/dynamodb/item-size.ts";
import { EVERYTHING } from "../../../tools/virtual-aws/dynamodb/key-condition.ts";
import type { ViewPage } from "../../../tools/virtual-aws/dynamodb/table-view.ts";
import { DELIVERIES_INDEXES } from "../../../tools/virtual-aws/indexes.ts";
import { VirtualTable, type PlannedWrite } from "../../../tools/virtual-aws/virtual-table.ts";

const delivery: Item = {
  pk: { S: "evt_1" },
  sk: { S: "d#wh_1" },
  historyKey: { S: "wh_1#0" },
  acceptedAt: { N: "1767225600000" },
  status: { S: "queued" },
  dispatch: { N: "1" },
};
const KEY = { pk: { S: "evt_1" }, sk: { S: "d#wh_1" } };
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

/** What a write of an item costs beside those. */
function unitsOf({ units, indexes }: PlannedWrite) {
  const taken = indexes.map(({ index, units: byPartition }) => [index, byPartition()]);
  return { table: units(), indexes: Object.fromEntries(taken) };
}

describe("a write costs", () => {
  test("one unit more for each index that the item appears in", () => {
    expect(unitsOf(tableWith().put(delivery))).toEqual({
      table: 1,
      indexes: { history: [["wh_1#0", 1]] },
    });
    expect(unitsOf(tableWith(delivery).put(parked))).toEqual({
      table: 1,
      indexes: { lane: [["wh_1", 1]] },
    });
  });

  test("nothing for an index that shows none of what changed", () => {
    const changed = { ...delivery, status: { S: "parked" } };
    expect(unitsOf(tableWith(delivery).put(changed))).toEqual({ table: 1, indexes: {} });
  });

  test("one for an index whose other attributes changed", () => {
    const changed = { ...parked, dispatch: { N: "2" } };
    expect(unitsOf(tableWith(parked).put(changed)).indexes).toEqual({ lane: [["wh_1", 1]] });
  });

  test("two for an index whose key changed: the old entry goes, a new one comes", () => {
    for (const change of [{ nextAttemptAt: { N: "1767225800000" } }, { lane: { S: "wh_2" } }]) {
      const moved = { ...parked, ...change };
      const places = [parked, moved].map(({ lane }) => [lane?.S, 1]);
      expect(unitsOf(tableWith(parked).put(moved)).indexes).toEqual({ lane: places });
    }
  });

  test("one for an index that the item leaves", () => {
    expect(unitsOf(tableWith(parked).put(delivery)).indexes).toEqual({ lane: [["wh_1", 1]] });
  });

  test("by the larger of the old item and the new one", () => {
    const large = { ...delivery, payload: { S: "x".repeat(2000) } };
    expect(tableWith(delivery).put(large).units()).toBe(3);
    expect(tableWith(large).put(delivery).units()).toBe(3);
    expect(tableWith(large).remove(KEY).units()).toBe(3);
  });
});

describe("a view", () => {
  const query = { partition: "wh_1", range: EVERYTHING, limit: 2 };
  const idsOf = ({ entries }: ViewPage) => entries.map(({ pk }) => pk?.S);

  test("gives a page in the order of the sort key, then the next one", () => {
    const lane = tableWith(entryAt("3"), entryAt("1"), entryAt("20")).view("lane", false);
    const first = lane.query({ ...query, startKey: undefined });
    expect(idsOf(first)).toEqual(["evt_1", "evt_3"]);
    const second = lane.query({ ...query, startKey: first.last });
    expect(idsOf(second)).toEqual(["evt_20"]);
    expect(second.last).toBeUndefined();
    const last = lane.query({ ...query, startKey: undefined, isDescending: true });
    expect(idsOf(last)).toEqual(["evt_20", "evt_3"]);
    expect(idsOf(lane.query({ ...query, startKey: last.last, isDescending: true }))).toEqual([
      "evt_1",
    ]);
  });

  test("goes on behind an entry that is gone meanwhile", () => {
    const table = tableWith(entryAt("1"), entryAt("2"), entryAt("3"));
    const { last } = table.view("lane", false).query({ ...query, startKey: undefined });
    table.remove({ pk: { S: "evt_2" }, sk: { S: "d#wh_1" } });
    expect(idsOf(table.view("lane", false).query({ ...query, startKey: last }))).toEqual(["evt_3"]);
  });

  test("of an index shows what it projects, and nothing that left it", () => {
    const table = tableWith(parked);
    const page = table.view("lane", false).query({ ...query, startKey: undefined });
    expect(page.entries[0]).not.toHaveProperty("status");
    table.put(delivery);
    expect(idsOf(table.view("lane", false).query({ ...query, startKey: undefined }))).toEqual([]);
  });

  test("ends a page with the entry that makes it 1 MB", () => {
    const large = { S: "x".repeat(300_000) };
    const items = ["1", "2", "3", "4", "5"].map((end) => ({
      pk: { S: "wh_1" },
      sk: { S: end },
      large,
    }));
    const own = tableWith(...items).view(undefined, true);
    const page = own.query({ ...query, limit: Infinity, startKey: undefined });
    expect(page.entries).toHaveLength(4);
    expect(page.last).toEqual({ pk: { S: "wh_1" }, sk: { S: "4" } });
  });

  test("of everything has each item on one page", () => {
    const table = tableWith(delivery, ...["5", "4", "3", "2"].map(entryAt));
    const seen: Item[] = [];
    let startKey: Item | undefined;
    do {
      const page = table.view(undefined, true).scan(2, startKey);
      seen.push(...page.entries);
      startKey = page.last;
    } while (startKey !== undefined);
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(table.items()));
  });
});

describe("an index that lags", () => {
  const clock = { nowMs: 0, lagMs: 0 };
  const open = () =>
    new VirtualTable("deliveries", DELIVERIES_INDEXES, {
      indexes: { now: () => clock.nowMs, lagMs: () => clock.lagMs },
    });
  const dispatches = (table: VirtualTable) =>
    table
      .view("lane", false)
      .query({ partition: "wh_1", range: EVERYTHING, limit: 9, startKey: undefined })
      .entries.map(({ dispatch }) => dispatch?.N);

  test("shows the writes of one item in their order, each after its lag; the table shows them at once", () => {
    Object.assign(clock, { nowMs: 0, lagMs: 100 });
    const table = open();
    table.put(parked);
    clock.lagMs = 10;
    table.put({ ...parked, dispatch: { N: "2" } });
    table.put({ ...entryAt("5"), dispatch: { N: "7" } });
    expect(table.get(KEY)?.["dispatch"]?.N).toBe("2");
    expect(dispatches(table)).toEqual([]);
    clock.nowMs = 10;
    expect(dispatches(table)).toEqual(["7"]);
    clock.nowMs = 100;
    expect(dispatches(table)).toEqual(["7", "2"]);
  });

  test("also loses what left it late", () => {
    Object.assign(clock, { nowMs: 0, lagMs: 0 });
    const table = open();
    table.put(parked);
    clock.lagMs = 5;
    table.put(delivery);
    expect(dispatches(table)).toEqual(["1"]);
    clock.nowMs = 5;
    expect(dispatches(table)).toEqual([]);
  });
});

test("a read that is not consistent may see the table as it was", () => {
  let nowMs = 0;
  const reads = { now: () => nowMs, lagMs: () => 10 };
  const table = new VirtualTable("deliveries", DELIVERIES_INDEXES, { reads });
  table.put(delivery);
  expect(table.get(KEY)).toBe(delivery);
  expect(table.get(KEY, false)).toBeUndefined();
  nowMs = 10;
  expect(table.get(KEY, false)).toBe(delivery);
});

test("TTL takes what is past its time, if it is asked to", () => {
  const ended = { ...delivery, expiresAt: { N: "100" } };
  const table = tableWith(ended, entryAt("3"), { ...entryAt("2"), expiresAt: { N: "101" } });
  expect(table.expire(100_000, () => false)).toBe(0);
  expect(table.expire(100_000)).toBe(1);
  expect(table.get(KEY)).toBeUndefined();
  expect(table.items()).toHaveLength(2);
});

test.each([
  ["lacks a key", { pk: { S: "evt_1" } }],
  ["has a number for a key", { ...delivery, sk: { N: "1" } }],
  ["has no text in the key of an index", { ...delivery, historyKey: { S: "" } }],
  ["is over 400 KB", { ...delivery, large: { S: "x".repeat(409_600) } }],
])("an item that %s is refused", (_, item: Item) => {
  expect(() => tableWith().put(item)).toThrow(
    expect.objectContaining({ name: "ValidationException" }),
  );
});
