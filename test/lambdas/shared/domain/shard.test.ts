import { describe, expect, test } from "vitest";

import { eventIdOf } from "../../../../lambdas/shared/domain/identifiers.ts";
import {
  SHARD_COUNT,
  shardKey,
  shardKeys,
  shardOf,
} from "../../../../lambdas/shared/domain/shard.ts";
import { forAll } from "../../../support/for-all.ts";
import { eventIdArbitrary } from "../../../support/id-arbitrary.ts";

describe("shardOf", () => {
  test("spreads events evenly: each shard gets a quarter, give or take a tenth of it", () => {
    const counts = Array.from({ length: SHARD_COUNT }, () => 0);
    for (let number = 0; number < 4000; number += 1) {
      const tenant = { application: "acme", environment: "production" } as const;
      const shard = shardOf(eventIdOf(tenant, "bus", String(number)));
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(counts).toHaveLength(4);
    expect(Math.min(...counts)).toBeGreaterThan(900);
    expect(Math.max(...counts)).toBeLessThan(1100);
  });
});

describe("shardKey", () => {
  test("is one of the keys that a list is read from, the same for the same event", () => {
    forAll(eventIdArbitrary, (eventId) => {
      expect(shardKeys("acme#production")).toContain(shardKey("acme#production", eventId));
      expect(shardKey("a", eventId).slice(1)).toBe(shardKey("bc", eventId).slice(2));
    });
  });
});

describe("shardKeys", () => {
  test("names the four shards of a list", () => {
    expect(shardKeys("wh_1")).toEqual(["wh_1#0", "wh_1#1", "wh_1#2", "wh_1#3"]);
  });
});
