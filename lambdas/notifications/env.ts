import { text, wholeNumber } from "../shared/runtime/env.ts";

/** The environment variables of notifications. */
export const notificationsEnv = {
  WEBHOOKS_TABLE: text,
  EVENT_BUS_NAME: text,
  NOTIFICATION_EXPIRY_QUEUE_URL: text,
  NOTIFICATION_HOP_SECONDS: wholeNumber,
} as const;
