import { text, wholeNumber } from "../shared/runtime/env.ts";

/** The environment variables of bury. */
export const buryEnv = {
  WEBHOOKS_TABLE: text,
  DELIVERIES_TABLE: text,
  DROPPED_QUEUE_URL: text,
  EVENT_BUS_NAME: text,
  TALLY_SECONDS: wholeNumber,
} as const;
