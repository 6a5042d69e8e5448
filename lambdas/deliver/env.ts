import { limitsEnv, poolsEnv } from "../shared/compose/compose-pools.ts";
import { decimal, flag, list, oneOf, text, wholeNumber } from "../shared/runtime/env.ts";

/** The environment variables of deliver. */
export const deliverEnv = {
  WEBHOOKS_TABLE: text,
  DELIVERIES_TABLE: text,
  /** Which pool's queue this function reads. */
  POOL: oneOf("quick", "trial", "slow"),
  ...poolsEnv,
  ...limitsEnv,
  DROPPED_QUEUE_URL: text,
  VAULT_KEY_ID: text,
  LANE_STATE_MACHINE_ARN: text,
  EVENT_BUS_NAME: text,
  TALLY_SECONDS: wholeNumber,
  ENDPOINT_ALLOWED_CIDRS: list,
  ENDPOINT_ALLOW_HTTP: flag,
  LONGEST_ATTEMPT_SECONDS: wholeNumber,
  SIGNING_KEY_INTERVAL_SECONDS: wholeNumber,
  SUCCESS_LOG_SAMPLE_RATE: decimal,
  HOLD_MAX_SECONDS: wholeNumber,
  HORIZON_SECONDS: wholeNumber,
  BREAKER_SECONDS: wholeNumber,
  BREAKER_FAILURES: wholeNumber,
  LANE_DEAD_SECONDS: wholeNumber,
  LANE_TOUCH_SECONDS: wholeNumber,
  RENEW_FROM_RECEIVE: wholeNumber,
  SPREADS_LANES: flag,
  CARRY_TRACES: flag,
} as const;
