import { beforeAll, describe, expect, test } from "vitest";

import * as functions from "../../tools/virtual-aws/functions.ts";
import { scenarioOf, type Focus } from "./scenario.ts";
import { simulate, type SimulationResult } from "./simulate.ts";

const SEEDS = 15;
const HOURS = 15;
const TIMEOUT_MS = 60_000;

/** The tables have no room for many hours, at settings as deployed; nothing else happens. */
const THROTTLED: Focus = {
  ticks: false,
  events: 3,
  webhooks: 1,
  attempts: 100,
  successChance: 0.3,
  waitSeconds: [5, 60, 300],
  slowChance: 0.3,
  faults: {},
  disables: 0,
  deletesWebhook: false,
  wakes: 0,
  republishes: 0,
  goneChance: 0,
  sweeps: true,
  outages: 0,
  overruns: false,
  clockSkewMs: 0,
  functionTimeoutSeconds: 60,
  visibilityTimeoutSeconds: 360,
  maxReceiveCount: 1000,
  renewFromReceive: 20,
  throttles: 1,
  stepsOfFaults: 20_000,
  throttleShare: 1,
  throttleSeconds: HOURS * 3600,
};

describe.skipIf(process.env["RINGBACK_SIM_SEED"] !== undefined)(
  `a table that throttles for ${HOURS} hours`,
  () => {
    const results: SimulationResult[] = [];

    beforeAll(async () => {
      for (let seed = 0; seed < SEEDS; seed += 1) {
        results.push(await simulate(scenarioOf(seed, THROTTLED), functions));
      }
    }, TIMEOUT_MS);

    test("loses nothing, and repeats no request: none goes out that no attempt of a record explains", () => {
      expect(results.flatMap(({ violation }) => violation ?? [])).toEqual([]);
      expect(Math.max(...results.map(({ hours }) => hours))).toBeGreaterThan(HOURS);
    });

    test("buries nothing, and everything is delivered after it", () => {
      const records = results.flatMap((result) => result.records);
      expect(records).toHaveLength(3 * SEEDS);
      expect(new Set(records.map(({ status }) => status))).toEqual(new Set(["delivered"]));
      expect(records.filter(({ burials }) => burials !== undefined)).toEqual([]);
    });

    test("is asked again soon enough: the first commit is written within 15 minutes", () => {
      const recovered = results.flatMap(({ recoveredInMs }) => recoveredInMs ?? []);
      expect(recovered.length).toBeGreaterThan(SEEDS / 2);
      expect(Math.max(...recovered)).toBeLessThanOrEqual(15 * 60_000);
    });
  },
);
