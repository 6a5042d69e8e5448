import { text, wholeNumber } from "../shared/runtime/env.ts";

/** The environment variables of tally. */
export const tallyEnv = {
  DELIVERIES_TABLE: text,
  EVENT_BUS_NAME: text,
  TALLY_SECONDS: wholeNumber,
} as const;
