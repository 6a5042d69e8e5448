import { describe, expect, test } from "vitest";

import * as functions from "../../local/virtual-aws/functions.ts";
import { scenarioOf, type Focus } from "./scenario.ts";
import { simulate } from "./simulate.ts";

const SEEDS = 40;
const HOURS = 15;

/**
 * Some partitions of the tables throttle for many hours, longer than a message is received again;
 * nothing else happens.
 */
const THROTTLED: Focus = {
  ticks: false,
  events: 1,
  webhooks: 1,
  attempts: 5,
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
  maxReceiveCount: 100,
  renewFromReceive: 20,
  throttles: 1,
  throttleSeconds: HOURS * 3600,
};

describe.skipIf(process.env["RINGBACK_SIM_SEED"] !== undefined)(
  `a table that throttles for ${HOURS} hours`,
  () => {
    test("loses nothing, and a delivery gets one request more for each throttle at most", async () => {
      const hours: number[] = [];
      for (let seed = 0; seed < SEEDS; seed += 1) {
        const result = await simulate(scenarioOf(seed, THROTTLED), functions);
        expect(result.violation, `seed ${seed}`).toBeUndefined();
        hours.push(result.hours);
      }
      expect(Math.max(...hours)).toBeGreaterThan(HOURS);
    });

    test("would cost requests if a throttle were none of the faults that the bound counts", async () => {
      const violations: (string | undefined)[] = [];
      for (let seed = 0; seed < SEEDS; seed += 1) {
        const scenario = scenarioOf(seed, { ...THROTTLED, throttleCost: 0 });
        violations.push((await simulate(scenario, functions)).violation);
      }
      expect(violations.join("\n")).toMatch(/requests more than commits/u);
    });
  },
);
