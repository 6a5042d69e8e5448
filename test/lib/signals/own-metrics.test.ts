import { readdirSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { REJECT_CLASSES } from "../../../lambdas/shared/domain/rejection.ts";
import { METRIC_UNITS } from "../../../lambdas/shared/runtime/metrics.ts";
import {
  COLD_STARTS_OF,
  OWN_METRICS,
  ownSeries,
  REASONS,
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

test.each([...sources()])("%s writes the metrics declared for it, and no other", (room, text) => {
  const written = [...text.matchAll(/metrics\s*\.\s*(?:add|countBy)\(\s*"(?<name>\w+)"/gu)].map(
    ({ groups }) => groups!["name"],
  );
  const declared: readonly string[] = OWN_METRICS[room as keyof typeof OWN_METRICS] ?? [];
  expect([...new Set(written)].toSorted()).toEqual(declared.toSorted());
});

test("cold starts are counted where that is declared", () => {
  const counting = [...sources()]
    .filter(([, text]) => /countsColdStarts: (?!false)/u.test(text))
    .map(([room]) => room);
  expect(counting.toSorted()).toEqual(COLD_STARTS_OF.toSorted());
});

test("every metric with a unit is written by somebody", () => {
  expect([...new Set(Object.values(OWN_METRICS).flat())].toSorted()).toEqual(
    Object.keys(METRIC_UNITS).toSorted(),
  );
});

/** Names that the sources give with a metric that has reasons. */
function reasonsIn(text: string): Set<string> {
  return new Set(
    [...text.matchAll(/(?:reason: |dropUnsent\()"(?<name>\w+)"/gu)].map(([, name = ""]) => name),
  );
}

test("what is dropped has a series for each reason that a function drops for", () => {
  const dropping = [...sources()]
    .filter(([room]) => room === "deliver" || room === "bury")
    .map(([, text]) => text);
  const domain = readFileSync(new URL("shared/domain/attempt-outcome.ts", LAMBDAS), "utf8");
  const given = reasonsIn([...dropping, domain].join("\n"));
  given.delete("rejected"); // counts as attempts_spent
  expect(Object.keys(REASONS.dropped).toSorted()).toEqual([...given].toSorted());
});

test("what is rejected has a series for each class of reasons", () => {
  expect(Object.keys(REASONS.rejected).toSorted()).toEqual(
    [...new Set(Object.values(REJECT_CLASSES))].toSorted(),
  );
});

test("all series are 25 at most, with one for each reason", () => {
  const series = ownSeries();
  expect(series).toContainEqual({ service: "bury", name: "dropped", reason: "unprocessable" });
  expect(series).toContainEqual({ service: "fan-out", name: "rejected", reason: "unknown" });
  // That of throttledRequests a filter makes.
  expect(series.length + 1).toBeLessThanOrEqual(25);
});
