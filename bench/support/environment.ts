import type { buryEnv } from "../../lambdas/bury/env.ts";
import type { configApiEnv } from "../../lambdas/config-api/env.ts";
import type { deliverEnv } from "../../lambdas/deliver/env.ts";
import type { fanOutEnv } from "../../lambdas/fan-out/env.ts";
import type { notificationsEnv } from "../../lambdas/notifications/env.ts";
import type { retryLaneEnv } from "../../lambdas/retry-lane/env.ts";
import type { signingKeysEnv } from "../../lambdas/signing-keys/env.ts";
import type { sweepEnv } from "../../lambdas/sweep/env.ts";
import type { vaultKeyEnv } from "../../lambdas/vault-key/env.ts";
import { readSettings } from "../../lib/settings/read-settings.ts";
import { functionEnvironment as virtualEnvironment } from "../../tools/virtual-aws/function-environment.ts";

type Specs = typeof buryEnv &
  typeof configApiEnv &
  typeof deliverEnv &
  typeof fanOutEnv &
  typeof notificationsEnv &
  typeof retryLaneEnv &
  typeof signingKeysEnv &
  typeof sweepEnv &
  typeof vaultKeyEnv;

/** What the stacks give every function by default, with `awsUrl` for AWS. */
export function functionEnvironment(awsUrl: string) {
  const queueUrl = (name: string) => `${awsUrl}/123456789012/${name}`;
  return {
    ...virtualEnvironment(readSettings({ allowedCidrs: "127.0.0.0/8", allowHttp: "true" })),
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_ENDPOINT_URL: awsUrl,
    POWERTOOLS_SERVICE_NAME: "bench",
    DELIVERIES_QUEUE_URL: queueUrl("deliveries"),
    TRIAL_DELIVERIES_QUEUE_URL: queueUrl("deliveries-trial"),
    SLOW_DELIVERIES_QUEUE_URL: queueUrl("deliveries-slow"),
    DROPPED_QUEUE_URL: queueUrl("dropped"),
    SLICES_QUEUE_URL: queueUrl("slices"),
    REJECTED_QUEUE_URL: queueUrl("rejected"),
    NOTIFICATION_EXPIRY_QUEUE_URL: queueUrl("notification-expiry"),
    NOTIFICATION_HOP_SECONDS: "900",
    VAULT_KEY_ROTATION_DAYS: "365",
    OPERATOR_KEY_ID: "operator",
    CHANGE_LOG_GROUP: "changes",
    API_HOSTS: "",
    REQUESTS_PER_SECOND_PER_KEY: "100",
    REQUESTS_PER_SECOND_PER_ADDRESS: "20",
    LANE_STATE_MACHINE_ARN: "arn:aws:states:eu-central-1:123456789012:stateMachine:lane",
    SIGNING_KEY_RETENTION_SECONDS: "86400",
    MOST_IN_FLIGHT: "1500",
  } satisfies Record<keyof Specs, string> & NodeJS.ProcessEnv;
}
