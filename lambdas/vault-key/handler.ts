import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Context } from "aws-lambda";

import { awsClientSettings } from "../shared/aws-client/aws-client-settings.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { composeVaultKey } from "./compose.ts";
import { vaultKeyEnv } from "./env.ts";
import type { VaultKeyReport } from "./rotate-vault-key.ts";

/** Time kept before the function's end for the page that is under way, in milliseconds. */
const LAST_PAGE_MS = 15_000;

const env = readEnv(vaultKeyEnv, process.env);
const { log, metrics, toHandler } = makeFunction({ countsColdStarts: false });
const clients = {
  dynamodb: new DynamoDBClient(awsClientSettings),
  secretsManager: new SecretsManagerClient(awsClientSettings),
};
const options = {
  ...clients,
  tableName: env.WEBHOOKS_TABLE,
  keyId: env.VAULT_KEY_ID,
  rotationDays: env.VAULT_KEY_ROTATION_DAYS,
  now: () => Date.now(),
  cannotReseal: ({ pk, sk }: { pk: string; sk: string }, field: string, error: Error) =>
    log.error("cannot be sealed anew", error, { item: `${pk} ${sk}`, field }),
};

/** On a schedule, or by hand: `{"rotate": true}` asks for a rotation now. */
export const handler = toHandler(
  async (event: unknown, context: Context): Promise<VaultKeyReport> => {
    const report = await composeVaultKey(options)({
      isAsked: (event as { readonly rotate?: unknown } | null)?.rotate === true,
      isTimeUp: () => context.getRemainingTimeInMillis() < LAST_PAGE_MS,
    });
    metrics.add("vaultSealsLeft", report.left);
    log.info("vault key", { ...report });
    return report;
  },
);
