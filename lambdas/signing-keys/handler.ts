import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import middy from "@middy/core";

import { makeDynamoSigningKeys } from "../shared/adapters/dynamo-signing-keys.ts";
import { makeSigningKeyMaker } from "../shared/adapters/make-signing-key.ts";
import { makeVault } from "../shared/adapters/vault.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeLog } from "../shared/runtime/logger.ts";
import { makeInvocationMetrics } from "../shared/runtime/metrics.ts";
import { makeRotateKeys } from "../shared/signing-keys/rotate-keys.ts";
import { signingKeysEnv } from "./env.ts";

const env = readEnv(signingKeysEnv, process.env);
const log = makeLog();
const now = () => Date.now();
const vault = makeVault({
  secretsManager: new SecretsManagerClient({}),
  keyId: env.VAULT_KEY_ID,
  now,
});
const rotateKeys = makeRotateKeys({
  keys: makeDynamoSigningKeys({ dynamodb: new DynamoDBClient({}), tableName: env.WEBHOOKS_TABLE }),
  makeKey: makeSigningKeyMaker(vault),
  times: {
    intervalMs: env.SIGNING_KEY_INTERVAL_SECONDS * 1000,
    retentionMs: env.SIGNING_KEY_RETENTION_SECONDS * 1000,
  },
  now,
});

/** On a schedule, far more often than keys change: a run that fails is made good by the next. */
export const handler = middy(async (_event: unknown): Promise<void> => {
  const metrics = makeInvocationMetrics();
  const { made, removed, delayMs } = await rotateKeys();
  metrics.add("signingKeyDelayMs", delayMs);
  metrics.flush();
  log.info("signing keys", { made, removed, delay_ms: delayMs });
});
