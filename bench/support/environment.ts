import type { buryEnv } from "../../lambdas/bury/env.ts";
import type { configApiEnv } from "../../lambdas/config-api/env.ts";
import type { deliverEnv } from "../../lambdas/deliver/env.ts";
import type { fanOutEnv } from "../../lambdas/fan-out/env.ts";
import type { notificationsEnv } from "../../lambdas/notifications/env.ts";
import type { retryLaneEnv } from "../../lambdas/retry-lane/env.ts";
import type { signingKeysEnv } from "../../lambdas/signing-keys/env.ts";
import type { sweepEnv } from "../../lambdas/sweep/env.ts";
import type { vaultKeyEnv } from "../../lambdas/vault-key/env.ts";

type Specs = typeof buryEnv &
  typeof configApiEnv &
  typeof deliverEnv &
  typeof fanOutEnv &
  typeof notificationsEnv &
  typeof retryLaneEnv &
  typeof signingKeysEnv &
  typeof sweepEnv &
  typeof vaultKeyEnv;

/** What the stacks give every function, with `awsUrl` for AWS. Protocol values are the defaults. */
export function functionEnvironment(awsUrl: string) {
  return {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_ENDPOINT_URL: awsUrl,
    POWERTOOLS_SERVICE_NAME: "bench",
    POWERTOOLS_METRICS_NAMESPACE: "Ringback",
    WEBHOOKS_TABLE: "webhooks",
    DELIVERIES_TABLE: "deliveries",
    POOL: "quick",
    DELIVERIES_QUEUE_URL: `${awsUrl}/123456789012/deliveries`,
    TRIAL_DELIVERIES_QUEUE_URL: `${awsUrl}/123456789012/deliveries-trial`,
    SLOW_DELIVERIES_QUEUE_URL: `${awsUrl}/123456789012/deliveries-slow`,
    HAS_SLOW_POOL: "true",
    DROPPED_QUEUE_URL: `${awsUrl}/123456789012/dropped`,
    SLICES_QUEUE_URL: `${awsUrl}/123456789012/slices`,
    SENDS_SLICES: "true",
    REJECTED_QUEUE_URL: `${awsUrl}/123456789012/rejected`,
    REJECTED_EVENTS_PER_SECOND: "20",
    NOTIFICATION_EXPIRY_QUEUE_URL: `${awsUrl}/123456789012/notification-expiry`,
    NOTIFICATION_HOP_SECONDS: "900",
    VAULT_KEY_ID: "vault",
    VAULT_KEY_ROTATION_DAYS: "365",
    OPERATOR_KEY_ID: "operator",
    LANE_STATE_MACHINE_ARN: "arn:aws:states:eu-central-1:123456789012:stateMachine:lane",
    EVENT_BUS_NAME: "bus",
    TALLY_SECONDS: "60",
    CHANGE_LOG_GROUP: "changes",
    ENDPOINT_ALLOWED_CIDRS: "127.0.0.0/8",
    ENDPOINT_ALLOW_HTTP: "true",
    API_HOSTS: "",
    REQUESTS_PER_SECOND_PER_KEY: "100",
    REQUESTS_PER_SECOND_PER_ADDRESS: "20",
    SUCCESS_LOG_SAMPLE_RATE: "0.01",
    HOLD_MAX_SECONDS: "8",
    HORIZON_SECONDS: "900",
    BREAKER_SECONDS: "180",
    DEFAULT_RATE_LIMIT: "0",
    DEFAULT_MAX_IN_FLIGHT: "0",
    BREAKER_FAILURES: "300",
    LANE_SLEEP_SECONDS: "900",
    LANE_QUIET_SECONDS: "900",
    LANE_DEAD_SECONDS: "2700",
    LANE_KEPT_SECONDS: "86400",
    LANE_TOUCH_SECONDS: "60",
    RENEW_FROM_RECEIVE: "20",
    SPREADS_LANES: "false",
    MOST_IN_FLIGHT: "1500",
    LONGEST_ATTEMPT_SECONDS: "20",
    SIGNING_KEY_INTERVAL_SECONDS: "86400",
    SIGNING_KEY_RETENTION_SECONDS: "86400",
    CARRY_TRACES: "false",
  } satisfies Record<keyof Specs, string> & NodeJS.ProcessEnv;
}
