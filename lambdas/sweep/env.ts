import { text, wholeNumber } from "../shared/runtime/env.ts";

/** The environment variables of sweep. */
export const sweepEnv = {
  DELIVERIES_TABLE: text,
  LANE_STATE_MACHINE_ARN: text,
  LANE_SLEEP_SECONDS: wholeNumber,
  LANE_DEAD_SECONDS: wholeNumber,
  LANE_TOUCH_SECONDS: wholeNumber,
  LANE_KEPT_SECONDS: wholeNumber,
} as const;
