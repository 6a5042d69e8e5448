import { text, wholeNumber } from "../shared/runtime/env.ts";

/** The environment variables of vault-key. */
export const vaultKeyEnv = {
  WEBHOOKS_TABLE: text,
  VAULT_KEY_ID: text,
  /** 0: only when asked. */
  VAULT_KEY_ROTATION_DAYS: wholeNumber,
} as const;
