import { limitsEnv, poolsEnv } from "../shared/compose/compose-pools.ts";
import { text, wholeNumber } from "../shared/runtime/env.ts";

/** The environment variables of retry-lane. */
export const retryLaneEnv = {
  WEBHOOKS_TABLE: text,
  DELIVERIES_TABLE: text,
  ...poolsEnv,
  ...limitsEnv,
  LANE_STATE_MACHINE_ARN: text,
  HORIZON_SECONDS: wholeNumber,
  BREAKER_SECONDS: wholeNumber,
  LANE_QUIET_SECONDS: wholeNumber,
} as const;
