import { Duration } from "aws-cdk-lib";
import { type EventBus, Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";

import type { signingKeysEnv } from "../../lambdas/signing-keys/env.ts";
import type { Settings } from "../settings.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import type { GeneratedKey } from "../storage/generated-key.ts";
import { SIGNING_KEYS } from "../storage/item-conditions.ts";
import type { WebhooksTable } from "../storage/webhooks-table.ts";

/** What the rotation of signing keys reads and writes. */
export interface SigningKeysProps {
  readonly settings: Settings;
  readonly webhooks: WebhooksTable;
  readonly vaultKey: GeneratedKey;
  readonly bus: EventBus;
}

/** A key pair a day for each ring, some 300 ms: a thousand rings a run; the next run goes on. */
const TIMEOUT_SECONDS = 300;
const MEMORY_MB = 512;

/**
 * Rotates the keys that sign JWS, and looks at client certificates: it reads all webhooks anyway.
 */
export class SigningKeys extends Construct {
  constructor(scope: Construct, id: string, props: SigningKeysProps) {
    super(scope, id);
    const { settings, webhooks, vaultKey, bus } = props;
    const environment: Record<keyof typeof signingKeysEnv, string> = {
      WEBHOOKS_TABLE: webhooks.tableName,
      VAULT_KEY_ID: vaultKey.secretArn,
      EVENT_BUS_NAME: bus.eventBusName,
      SIGNING_KEY_INTERVAL_SECONDS: String(settings.signingKeyIntervalSeconds),
      SIGNING_KEY_RETENTION_SECONDS: String(settings.signingKeyRetentionSeconds),
    };
    const rotation = new PipelineFunction(this, "SigningKeys", {
      room: "signing-keys",
      description:
        "Makes the key pairs that sign JWS, and removes those that may not be read any more",
      settings,
      environment,
      permissions: [
        {
          // Rings, keys, applications and webhooks.
          actions: ["dynamodb:Query"],
          on: [webhooks.tableArn],
        },
        {
          // Keys and the register, in transactions.
          actions: ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
          on: [webhooks.tableArn],
          when: SIGNING_KEYS,
        },
        { actions: ["secretsmanager:GetSecretValue"], on: [vaultKey.secretArn] },
        { actions: ["events:PutEvents"], on: [bus.eventBusArn] },
      ] satisfies readonly Permission[],
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      memoryMb: MEMORY_MB,
      runs: {
        every: Duration.minutes(minutesBetweenRuns(settings)),
        description: "Rotates the keys that sign JWS",
      },
    });
    new Rule(this, "Certificates", {
      description: "Tells of client certificates that end soon",
      schedule: Schedule.rate(Duration.days(1)),
      targets: [
        new LambdaFunction(rotation.function, {
          event: RuleTargetInput.fromObject({ certificates: true }),
          retryAttempts: 0,
        }),
      ],
    });
  }
}

/** Runs far more often than keys change: every hour, or four times for each key. */
function minutesBetweenRuns(settings: Settings): number {
  return Math.max(1, Math.min(60, Math.floor(settings.signingKeyIntervalSeconds / 60 / 4)));
}
