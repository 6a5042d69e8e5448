import { text, wholeNumber } from "../shared/runtime/env.ts";

/** The environment variables of signing-keys. */
export const signingKeysEnv = {
  WEBHOOKS_TABLE: text,
  VAULT_KEY_ID: text,
  EVENT_BUS_NAME: text,
  SIGNING_KEY_INTERVAL_SECONDS: wholeNumber,
  SIGNING_KEY_RETENTION_SECONDS: wholeNumber,
} as const;
