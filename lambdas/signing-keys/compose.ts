import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { makeApplicationStore } from "../shared/adapters/application-store.ts";
import { makeDynamoKeyRings } from "../shared/adapters/dynamo-key-rings.ts";
import { makeDynamoSigningKeys } from "../shared/adapters/dynamo-signing-keys.ts";
import { makeSignsJws } from "../shared/adapters/jws-tenants.ts";
import { makeSigningKeyMaker } from "../shared/adapters/make-signing-key.ts";
import { makeVault } from "../shared/adapters/vault.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import { makeEnsureRing } from "../shared/signing-keys/ensure-ring.ts";
import { makeLeaveSharedRing } from "../shared/signing-keys/leave-shared-ring.ts";
import { makeRotateAll } from "../shared/signing-keys/rotate-all.ts";
import { makeRotateKeys } from "../shared/signing-keys/rotate-keys.ts";
import type { signingKeysEnv } from "./env.ts";

/** The AWS clients of signing-keys. */
export interface SigningKeysClients {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly secretsManager: Pick<SecretsManagerClient, "send">;
}

/** The rotation of all rings on the webhooks table. */
export function composeSigningKeys(
  env: EnvOf<typeof signingKeysEnv>,
  { dynamodb, secretsManager }: SigningKeysClients,
): ReturnType<typeof makeRotateAll> {
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
  return makeRotateAll({
    rings: ports.rings,
    rotateRing: makeRotateKeys(ports),
    leaveSharedRing: makeLeaveSharedRing({
      ...ports,
      applications: makeApplicationStore(table),
      ensureRing: makeEnsureRing(ports),
    }),
  });
}
