import { list, text } from "../shared/runtime/env.ts";

/** The environment variables of the console. */
export const consoleEnv = {
  WEBHOOKS_TABLE: text,
  API_HOSTS: list,
} as const;
