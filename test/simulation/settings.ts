import { buryEnv } from "../../lambdas/bury/env.ts";
import { deliverEnv } from "../../lambdas/deliver/env.ts";
import { fanOutEnv } from "../../lambdas/fan-out/env.ts";
import { retryLaneEnv } from "../../lambdas/retry-lane/env.ts";
import { readEnv } from "../../lambdas/shared/runtime/env.ts";
import { sweepEnv } from "../../lambdas/sweep/env.ts";
import { readSettings } from "../../lib/settings/read-settings.ts";
import { functionEnvironment } from "../../tools/virtual-aws/function-environment.ts";
import type { Scenario } from "./scenario.ts";

const variables = functionEnvironment(readSettings({}));

/** The variables of all functions at default settings, read once. */
const DEFAULTS = {
  ...readEnv(deliverEnv, variables),
  ...readEnv(buryEnv, variables),
  ...readEnv(fanOutEnv, variables),
  ...readEnv(retryLaneEnv, variables),
  ...readEnv(sweepEnv, variables),
};

/** The variables of all functions. */
export type SimulatedEnv = typeof DEFAULTS;

/**
 * What a scenario changes of them; the rest of the protocol's constants stays as deployed by
 * default.
 */
export function envOf(scenario: Scenario): SimulatedEnv {
  return {
    ...DEFAULTS,
    HAS_SLOW_POOL: scenario.standings !== undefined,
    BREAKER_SECONDS: scenario.isGuarded ? 2 : 0,
    BREAKER_FAILURES: 4,
    HOLD_MAX_SECONDS: scenario.holdMaxSeconds,
    RENEW_FROM_RECEIVE: scenario.renewFromReceive,
    LANE_KEPT_SECONDS: scenario.laneKeptSeconds,
    LONGEST_ATTEMPT_SECONDS: Math.min(10, scenario.functionTimeoutSeconds),
  };
}
