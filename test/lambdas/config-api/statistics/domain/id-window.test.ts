import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { idWindow } from "../../../../../lambdas/config-api/statistics/domain/id-window.ts";
import { eventIdOf } from "../../../../../lambdas/shared/domain/identifiers.ts";
import { forAll } from "../../../../support/for-all.ts";

const ACME = { application: "acme", environment: "production" } as const;
const windowsOf = (parts: number) =>
  Array.from({ length: parts }, (_, part) => idWindow(parts, part));

describe("windows of event ids", () => {
  test("leave no id out, and have none twice", () => {
    forAll(fc.string(), fc.integer({ min: 1, max: 64 }), (name, parts) => {
      const id = eventIdOf(ACME, "producer", name);
      expect(windowsOf(parts).filter(({ from, to }) => from <= id && id <= to)).toHaveLength(1);
    });
  });

  test("begin with the least id and end with the greatest", () => {
    expect(idWindow(3, 0).from).toBe("evt_0000000000000000000000");
    expect(idWindow(3, 2).to).toBe(idWindow(1, 0).to);
    expect(idWindow(1, 0).to).toBe("evt_7n42DGM5Tflk9n8mt7Fhc7");
  });

  test("have about the same share of ids each", () => {
    const windows = windowsOf(8);
    const counts = windows.map(() => 0);
    for (let number = 0; number < 16_000; number += 1) {
      const id = eventIdOf(ACME, "bus", String(number));
      counts[windows.findIndex(({ from, to }) => from <= id && id <= to)]! += 1;
    }
    // Five standard deviations about 2,000.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(5 * 42);
  });
});
