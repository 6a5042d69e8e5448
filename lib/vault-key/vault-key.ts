import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";

import type { vaultKeyEnv } from "../../lambdas/vault-key/env.ts";
import type { Settings } from "../settings.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import type { GeneratedKey } from "../storage/generated-key.ts";
import type { WebhooksTable } from "../storage/webhooks-table.ts";

/** What the rotation of the vault key reads and writes. */
export interface VaultKeyProps {
  readonly settings: Settings;
  readonly webhooks: WebhooksTable;
  readonly vaultKey: GeneratedKey;
}

/** 10,000 webhooks take about a minute; where a run stops, the next one goes on. */
const TIMEOUT_SECONDS = 300;
const MEMORY_MB = 512;
/** Often enough that a rotation is through within two hours; a run with nothing to do is three small calls. */
const MINUTES_BETWEEN_RUNS = 60;

/** Rotates the vault key, and seals everything anew under the new one. */
export class VaultKey extends Construct {
  constructor(scope: Construct, id: string, props: VaultKeyProps) {
    super(scope, id);
    const { settings, webhooks, vaultKey } = props;
    const environment: Record<keyof typeof vaultKeyEnv, string> = {
      WEBHOOKS_TABLE: webhooks.tableName,
      VAULT_KEY_ID: vaultKey.secretArn,
      VAULT_KEY_ROTATION_DAYS: String(settings.vaultKeyRotationDays),
    };
    const rotation = new PipelineFunction(this, "VaultKey", {
      room: "vault-key",
      description: "Rotates the key of all credentials, and seals them anew",
      settings,
      environment,
      permissions: [
        {
          // Scan finds what is sealed; the walk's own item is read and put.
          actions: ["dynamodb:Scan", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
          on: [webhooks.tableArn],
        },
        {
          actions: [
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
          ],
          on: [vaultKey.secretArn],
        },
      ] satisfies readonly Permission[],
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      memoryMb: MEMORY_MB,
      reservedConcurrency: "none",
    });
    new Rule(this, "Schedule", {
      description: "Keeps the vault key",
      schedule: Schedule.rate(Duration.minutes(MINUTES_BETWEEN_RUNS)),
      // A run that fails is made good by the next.
      targets: [new LambdaFunction(rotation.function, { retryAttempts: 0 })],
    });
  }
}
