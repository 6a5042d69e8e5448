import { describe, expect, test } from "vitest";

import * as functions from "../../tools/virtual-aws/functions.ts";
import {
  type PlannedEvent,
  SAMPLE_TENANT,
  sampleType,
} from "../../tools/virtual-aws/sample-event.ts";
import { runVirtualCloud, START_MS } from "../../tools/virtual-aws/virtual-cloud.ts";
import { ALONE } from "./mutant.ts";
import { scenarioOf, type Focus } from "./scenario.ts";
import { simulate, type SimulationResult } from "./simulate.ts";

const SEEDS = 40;
const MINUTE_MS = 60_000;

/** Receivers that are found down again and again, and answer now and then. */
const DOWN: Focus = {
  ...ALONE,
  ticks: false,
  isGuarded: true,
  events: 2,
  downs: 3,
  attempts: 4,
  successChance: 0.3,
  dawdle: 0.3,
  sweeps: true,
};

async function run(focus: Focus): Promise<SimulationResult[]> {
  const results: SimulationResult[] = [];
  for (let seed = 0; seed < SEEDS; seed += 1) {
    results.push(await simulate(scenarioOf(seed, focus), functions));
  }
  return results;
}

describe("a webhook whose receiver is down, or has just come back", () => {
  test.each<[string, Focus, string]>([
    ["is disabled, and enabled again", { disables: 3 }, "delivered"],
    ["is deleted", { deletesWebhook: true, successChance: 0 }, "webhook_deleted"],
    ["is seen by clocks that differ", { clockSkewMs: 1000 }, "delivered"],
    ["is all of it", { disables: 2, deletesWebhook: true, clockSkewMs: 1000 }, "webhook_deleted"],
  ])("%s: nothing is early, dropped early or forgotten", async (_, focus, end) => {
    const results = await run({ ...DOWN, ...focus });
    expect(results.map(({ violation }) => violation).filter((it) => it !== undefined)).toEqual([]);
    const ends = results.flatMap(({ records }) =>
      records.map(({ status, dropReason }) => dropReason ?? status),
    );
    expect(ends).toContain(end);
  });
});

test("one payload that a healthy receiver cannot take does not keep it down for the others", async () => {
  const event = (number: number, minutes: number): PlannedEvent => ({
    atMs: START_MS + minutes * MINUTE_MS,
    type: sampleType(0),
    detail: { ...SAMPLE_TENANT, payload: { number } },
  });
  const arrivedAtMs = new Map<number, number>();
  const { records } = await runVirtualCloud({
    // Alone for a while, until it has the receiver found down; then others come.
    events: [event(0, 0), event(1, 30), event(2, 31), event(3, 200)],
    tenants: [
      {
        webhooks: [
          {
            profile: "standard",
            retry: {
              kind: "exponential",
              ...{ attempts: 20, initialSeconds: 1, factor: 2, capSeconds: 3600, jitter: 0.25 },
            },
          },
        ],
      },
    ],
    receive(request, startedAtMs) {
      const { number } = JSON.parse(String(request.body)) as { number: number };
      arrivedAtMs.set(number, startedAtMs);
      const status = number === 0 ? 500 : 204;
      const rest = { bodyHead: "", retryAfter: undefined, startedAtMs, durationMs: 50 };
      return { kind: "response", status, ...rest };
    },
    settings: { breakerSeconds: 60, breakerFailures: 6 },
  });
  const lateMinutes = [1, 2, 3].map(
    (number) => ((arrivedAtMs.get(number) ?? Infinity) - START_MS) / MINUTE_MS,
  );
  // It had the receiver found down: what came next was not sent at once.
  expect(lateMinutes[0]).toBeGreaterThan(30.5);
  // Every third probe is the newest, and there is one each quarter of an hour.
  expect(lateMinutes[0]).toBeLessThan(30 + 50);
  expect(lateMinutes[1]).toBeLessThan(31 + 50);
  expect(lateMinutes[2]).toBeLessThan(201);
  const ends = records.map(({ status, dropReason }) => dropReason ?? status).toSorted();
  expect(ends).toEqual(["attempts_spent", "delivered", "delivered", "delivered"]);
});
