import { text } from "../shared/runtime/env.ts";

/** The environment variables of bury. */
export const buryEnv = {
  WEBHOOKS_TABLE: text,
  DELIVERIES_TABLE: text,
  DROPPED_QUEUE_URL: text,
  EVENT_BUS_NAME: text,
} as const;
