import { readdirSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { METRIC_UNITS } from "../../../lambdas/shared/runtime/metrics.ts";
import {
  COLD_STARTS_OF,
  DROPPED_BY,
  OWN_METRICS,
  ownSeries,
} from "../../../lib/signals/own-metrics.ts";

const LAMBDAS = new URL("../../../lambdas/", import.meta.url);

/** The source of each function, without what they share. */
function sources(): ReadonlyMap<string, string> {
  const rooms = readdirSync(LAMBDAS).filter((name) => name !== "shared");
  return new Map(
    rooms.map((room) => {
      const files = readdirSync(new URL(room, LAMBDAS), { recursive: true, encoding: "utf8" });
      const texts = files
        .filter((file) => file.endsWith(".ts"))
        .map((file) => readFileSync(new URL(`${room}/${file}`, LAMBDAS), "utf8"));
      return [room, texts.join("\n")];
    }),
  );
}

test.each([...sources()])(
  "%s writes the metrics that are declared for it, and no other",
  (room, text) => {
    const written = [...text.matchAll(/metrics\s*\.\s*(?:add|countBy)\(\s*"(?<name>\w+)"/gu)].map(
      ({ groups }) => groups!["name"],
    );
    const declared: readonly string[] = OWN_METRICS[room as keyof typeof OWN_METRICS] ?? [];
    expect([...new Set(written)].toSorted()).toEqual(declared.toSorted());
  },
);

test("cold starts are counted where that is declared", () => {
  const counting = [...sources()]
    .filter(([, text]) => /countsColdStarts: true/u.test(text))
    .map(([room]) => room);
  expect(counting.toSorted()).toEqual(COLD_STARTS_OF.toSorted());
});

test("every metric with a unit is written by somebody", () => {
  expect([...new Set(Object.values(OWN_METRICS).flat())].toSorted()).toEqual(
    Object.keys(METRIC_UNITS).toSorted(),
  );
});

test("what is dropped has a series for each reason, and all series are 25 at most", () => {
  const series = ownSeries();
  expect(series.filter(({ name }) => name === "dropped").map(({ reason }) => reason)).toEqual(
    Object.keys(DROPPED_BY),
  );
  expect(series).toContainEqual({ service: "bury", name: "dropped", reason: "unprocessable" });
  expect(series.length).toBeLessThanOrEqual(25);
});
