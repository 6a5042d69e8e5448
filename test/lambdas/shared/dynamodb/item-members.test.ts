import { describe, expect, test } from "vitest";

import {
  type AttributeNames,
  readMembers,
  writeMembers,
  writeStored,
} from "../../../../lambdas/shared/dynamodb/item-members.ts";

interface Key {
  readonly id: string;
  readonly createdAtMs: number;
  readonly roles: readonly string[];
  readonly isShown?: boolean;
  readonly endsAtMs?: number;
}

const KEY: AttributeNames<Key> = {
  id: "sk",
  createdAtMs: "createdAt",
  roles: "roles",
  isShown: "isShown?",
  endsAtMs: "validUntil?",
};

const key: Key = { id: "k1", createdAtMs: 1.5, roles: ["admin"], endsAtMs: 9 };
const item = {
  sk: { S: "k1" },
  createdAt: { N: "1.5" },
  roles: { L: [{ S: "admin" }] },
  validUntil: { N: "9" },
};

describe("writeMembers", () => {
  test("writes each member under its attribute's name, and none that lacks", () => {
    expect(writeMembers(key, KEY)).toEqual(item);
  });

  test("writes nothing that has no name: no secret that comes along", () => {
    const known = { ...key, secret: "s3cret" };
    expect(writeMembers(known, KEY)).toEqual(item);
  });
});

describe("readMembers", () => {
  test("reads what was written, and nothing else that is in the item", () => {
    expect(readMembers({ ...item, newer: { S: "attribute" } }, KEY)).toEqual(key);
    expect(readMembers({ ...item, isShown: { BOOL: false } }, KEY)).toEqual({
      ...key,
      isShown: false,
    });
  });

  test("names the attribute that lacks", () => {
    const { createdAt: _, ...part } = item;
    expect(() => readMembers(part, KEY)).toThrow("item has no attribute createdAt");
  });
});

test("values that are undefined are left out, in maps too", () => {
  expect(writeStored({ one: undefined, map: { two: undefined, three: 3 } })).toEqual({
    map: { M: { three: { N: "3" } } },
  });
});
