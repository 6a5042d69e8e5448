import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { makeApplicationStore } from "../shared/dynamodb/application-store.ts";
import { makeDynamoKeyRings } from "../shared/dynamodb/dynamo-key-rings.ts";
import { makeDynamoSigningKeys } from "../shared/dynamodb/dynamo-signing-keys.ts";
import { makeOperationalEvents } from "../shared/eventbridge/operational-events.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import { makeEnsureRing } from "../shared/signing-keys/ensure-ring.ts";
import { makeSigningKeyMaker } from "../shared/signing-keys/make-signing-key.ts";
import { makeVault } from "../shared/vault/vault.ts";
import { makeDynamoCertificates } from "./dynamo-certificates.ts";
import type { signingKeysEnv } from "./env.ts";
import { makeSignsJws } from "./jws-tenants.ts";
import { makeLeaveSharedRing } from "./leave-shared-ring.ts";
import { makeLookAtCertificates } from "./look-at-certificates.ts";
import { makeRotateAll } from "./rotate-all.ts";
import { makeRotateKeys } from "./rotate-keys.ts";

/** The AWS clients of signing-keys. */
export interface SigningKeysClients {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly secretsManager: Pick<SecretsManagerClient, "send">;
  readonly eventBridge: Pick<EventBridgeClient, "send">;
}

/** The rotation of all rings on the webhooks table, and the look at client certificates there. */
export function composeSigningKeys(
  env: EnvOf<typeof signingKeysEnv>,
  { dynamodb, secretsManager, eventBridge }: SigningKeysClients,
) {
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
