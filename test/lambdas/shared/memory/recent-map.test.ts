import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { makeRecentMap } from "../../../../lambdas/shared/memory/recent-map.ts";
import { forAll } from "../../../support/for-all.ts";

describe("a recent map", () => {
  test("forgets what was used longest ago, be it set or got", () => {
    const map = makeRecentMap<number>(3);
    map.set("a", 1);
    map.set("b", 2);
    map.set("c", 3);
    map.get("a");
    map.set("b", 20);
    map.set("d", 4);
    expect(["a", "b", "c", "d"].map((key) => map.get(key))).toEqual([1, 20, undefined, 4]);
  });

  test("forgets what it is told to forget", () => {
    const map = makeRecentMap<number>(3);
    map.set("a", 1);
    map.set("b", 2);
    map.delete("a");
    expect(["a", "b"].map((key) => map.get(key))).toEqual([undefined, 2]);
  });

  test("does not take a look for what is not there for a use", () => {
    const map = makeRecentMap<number>(1);
    map.set("a", 1);
    expect(map.get("b")).toBeUndefined();
    expect(map.get("a")).toBe(1);
  });

  test("holds exactly the latest few, whatever is done with it", () => {
    const keys = fc.constantFrom("a", "b", "c", "d", "e");
    const steps = fc.array(fc.tuple(keys, fc.option(fc.nat(), { nil: undefined })));
    forAll(fc.integer({ min: 1, max: 4 }), steps, (most, all) => {
      const map = makeRecentMap<number>(most);
      let model: [string, number][] = []; // the latest last
      for (const [key, value] of all) {
        const known = model.find(([name]) => name === key)?.[1];
        if (value !== undefined) map.set(key, value);
        const now = value ?? known;
        expect(map.get(key)).toBe(now);
        if (now !== undefined) {
          model = [...model.filter(([name]) => name !== key), [key, now] as [string, number]];
          model = model.slice(-most);
        }
      }
      expect(model.map(([key]) => map.get(key))).toEqual(model.map(([, value]) => value));
    });
  });
});
