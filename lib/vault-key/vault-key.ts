import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";

import type { vaultKeyEnv } from "../../lambdas/vault-key/env.ts";
import type { Settings } from "../settings.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import type { GeneratedKey } from "../storage/generated-key.ts";
import { inPartitions, onlyAttributes } from "../storage/item-conditions.ts";
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
/** A rotation is through within two hours; a run with nothing to do is three small calls. */
const MINUTES_BETWEEN_RUNS = 60;

/** What is sealed again, of a webhook, tenant or signing key, and the webhook's version. */
const SEALED = ["sealed", "legacySecret", "sealedPrivateKey", "version"] as const;

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
    new PipelineFunction(this, "VaultKey", {
      room: "vault-key",
      description: "Rotates the key of all credentials, and seals them anew",
      settings,
      environment,
      permissions: [
        {
          // The walk's own item.
          actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
          on: [webhooks.tableArn],
          when: inPartitions("vault-key"),
        },
        {
          // Scan finds what is sealed, GetItem reads it once more, and whom it is sealed for.
          actions: ["dynamodb:Scan", "dynamodb:GetItem"],
          on: [webhooks.tableArn],
          when: onlyAttributes(...SEALED, "kid"),
        },
        {
          actions: ["dynamodb:UpdateItem"],
          on: [webhooks.tableArn],
          when: onlyAttributes(...SEALED),
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
      runs: { every: Duration.minutes(MINUTES_BETWEEN_RUNS), description: "Keeps the vault key" },
    });
  }
}
