import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Context } from "aws-lambda";

import { awsClientSettings } from "../shared/aws-client/aws-client-settings.ts";
import { makeApplicationStore } from "../shared/dynamodb/application-store.ts";
import { makeDynamoKeyRings } from "../shared/dynamodb/dynamo-key-rings.ts";
import { makeDynamoSigningKeys } from "../shared/dynamodb/dynamo-signing-keys.ts";
import { makeOperationalEvents } from "../shared/eventbridge/operational-events.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { makeEnsureRing } from "../shared/signing-keys/ensure-ring.ts";
import { makeSigningKeyMaker } from "../shared/signing-keys/make-signing-key.ts";
import { makeVault } from "../shared/vault/vault.ts";
import { makeDynamoCertificates } from "./dynamo-certificates.ts";
import { signingKeysEnv } from "./env.ts";
import { makeSignsJws } from "./jws-tenants.ts";
import { makeLeaveSharedRing } from "./leave-shared-ring.ts";
import { makeLookAtCertificates } from "./look-at-certificates.ts";
import { makeRotateAll } from "./rotate-all.ts";
import { makeRotateKeys } from "./rotate-keys.ts";

/** Time kept for the rings that are under way, in milliseconds: twenty key pairs at most. */
const LAST_GROUP_MS = 30_000;

const env = readEnv(signingKeysEnv, process.env);
const { log, metrics, toHandler } = makeFunction({ countsColdStarts: false });
const { rotateAll, lookAtCertificates } = composeSigningKeys();

/**
 * On a schedule, far more often than keys change: a run that fails is made good by the next. Once a
 * day `{"certificates": true}` asks for a look at client certificates instead.
 */
export const handler = toHandler((event: unknown, context: Context): Promise<void> => {
  const isTimeUp = () => context.getRemainingTimeInMillis() < LAST_GROUP_MS;
  const { certificates } = (event ?? {}) as { readonly certificates?: unknown };
  return certificates === true ? look(isTimeUp) : rotate(isTimeUp);
});

async function look(isTimeUp: () => boolean): Promise<void> {
  const report = await lookAtCertificates(isTimeUp, (tenant, error) =>
    log.error("certificates not looked at", error, { ...tenant }),
  );
  const { expiring, failed, isWhole } = report;
  log.info("certificates", { expiring, failed, is_whole: isWhole });
  // Lambda repeats the run, which tells nothing twice.
  if (failed > 0) throw new Error(`the certificates of ${failed} tenants could not be looked at`);
}

async function rotate(isTimeUp: () => boolean): Promise<void> {
  const report = await rotateAll({
    isTimeUp,
    failed: (tenant, error) => log.error("signing keys not rotated", error, { ...tenant }),
    untold: (tenant, error) => log.error("rotation not told", error, { ...tenant }),
  });
  const { rings, made, removed, moved, failed, isWhole, delayMs } = report;
  metrics.add("signingKeyDelayMs", delayMs);
  const fields = { rings, made, removed, moved, failed, is_whole: isWhole, delay_ms: delayMs };
  log.info("signing keys", fields);
  if (failed > 0) throw new Error(`the signing keys of ${failed} tenants could not be rotated`);
}

/** The rotation of all rings on the webhooks table, and the look at client certificates there. */
function composeSigningKeys() {
  const dynamodb = new DynamoDBClient(awsClientSettings);
  const secretsManager = new SecretsManagerClient(awsClientSettings);
  const eventBridge = new EventBridgeClient(awsClientSettings);
  const now = Date.now;
  const table = { dynamodb, tableName: env.WEBHOOKS_TABLE };
  const keys = makeDynamoSigningKeys(table);
  const ports = {
    keys,
    rings: makeDynamoKeyRings({ ...table, keys }),
    makeKey: makeSigningKeyMaker(makeVault({ secretsManager, keyId: env.VAULT_KEY_ID, now })),
    times: {
      intervalMs: env.SIGNING_KEY_INTERVAL_SECONDS * 1000,
      retentionMs: env.SIGNING_KEY_RETENTION_SECONDS * 1000,
    },
    signsJws: makeSignsJws(table),
    now,
  };
  const applications = makeApplicationStore(table);
  const publish = makeOperationalEvents({ eventBridge, busName: env.EVENT_BUS_NAME });
  const ensureRing = makeEnsureRing(ports);
  return {
    rotateAll: makeRotateAll({
      rings: ports.rings,
      rotateRing: makeRotateKeys(ports),
      leaveSharedRing: makeLeaveSharedRing({ ...ports, applications, ensureRing }),
      publish,
    }),
    lookAtCertificates: makeLookAtCertificates({
      applications,
      endingCertificates: makeDynamoCertificates(table),
      publish,
      now,
    }),
  };
}
