import { poolsEnv } from "../shared/compose/compose-pools.ts";
import { flag, text, wholeNumber } from "../shared/runtime/env.ts";

/** The environment variables of fan-out. */
export const fanOutEnv = {
  WEBHOOKS_TABLE: text,
  DELIVERIES_TABLE: text,
  ...poolsEnv,
  SLICES_QUEUE_URL: text,
  SENDS_SLICES: flag,
  REJECTED_QUEUE_URL: text,
  TALLY_SECONDS: wholeNumber,
  REJECTED_EVENTS_PER_SECOND: wholeNumber,
  CARRY_TRACES: flag,
} as const;
