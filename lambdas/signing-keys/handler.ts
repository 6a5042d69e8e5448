import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Context } from "aws-lambda";

import { awsClientSettings } from "../shared/adapters/aws-client-settings.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { composeSigningKeys } from "./compose.ts";
import { signingKeysEnv } from "./env.ts";

/** Time kept before the function's end for the rings that are under way, in milliseconds: twenty key pairs at most. */
const LAST_GROUP_MS = 30_000;

const env = readEnv(signingKeysEnv, process.env);
const { log, metrics, toHandler } = makeFunction({ countsColdStarts: false });
const rotateAll = composeSigningKeys(env, {
  dynamodb: new DynamoDBClient(awsClientSettings),
  secretsManager: new SecretsManagerClient(awsClientSettings),
});

/** On a schedule, far more often than keys change: a run that fails is made good by the next. */
export const handler = toHandler(async (_event: unknown, context: Context): Promise<void> => {
  const report = await rotateAll({
    isTimeUp: () => context.getRemainingTimeInMillis() < LAST_GROUP_MS,
    failed: (tenant, error) => log.error("signing keys not rotated", error, { ...tenant }),
  });
  const { rings, made, removed, moved, failed, isWhole, delayMs } = report;
  metrics.add("signingKeyDelayMs", delayMs);
  const fields = { rings, made, removed, moved, failed, is_whole: isWhole, delay_ms: delayMs };
  log.info("signing keys", fields);
  if (failed > 0) throw new Error(`the signing keys of ${failed} tenants could not be rotated`);
});
