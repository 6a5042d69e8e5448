import { limitsEnv, poolsEnv } from "../shared/compose/compose-pools.ts";
import { flag, list, text, wholeNumber } from "../shared/runtime/env.ts";

/** The environment variables of the config API. */
export const configApiEnv = {
  WEBHOOKS_TABLE: text,
  DELIVERIES_TABLE: text,
  ...poolsEnv,
  ...limitsEnv,
  LANE_STATE_MACHINE_ARN: text,
  LANE_DEAD_SECONDS: wholeNumber,
  LANE_TOUCH_SECONDS: wholeNumber,
  EVENT_BUS_NAME: text,
  CHANGE_LOG_GROUP: text,
  VAULT_KEY_ID: text,
  OPERATOR_KEY_ID: text,
  SIGNING_KEY_INTERVAL_SECONDS: wholeNumber,
  SIGNING_KEY_RETENTION_SECONDS: wholeNumber,
  ENDPOINT_ALLOWED_CIDRS: list,
  ENDPOINT_ALLOW_HTTP: flag,
  LONGEST_ATTEMPT_SECONDS: wholeNumber,
  MOST_IN_FLIGHT: wholeNumber,
  API_HOSTS: list,
  REQUESTS_PER_SECOND_PER_KEY: wholeNumber,
  REQUESTS_PER_SECOND_PER_ADDRESS: wholeNumber,
  NOTIFICATION_EXPIRY_QUEUE_URL: text,
  NOTIFICATION_HOP_SECONDS: wholeNumber,
  CARRY_TRACES: flag,
} as const;
