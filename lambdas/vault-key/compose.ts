import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { makeVault } from "../shared/vault/vault.ts";
import { makeDynamoSealedItems } from "./dynamo-sealed-items.ts";
import { makeDynamoWalkStore } from "./dynamo-walk-store.ts";
import { makeKeyVersions } from "./key-versions.ts";
import type { Position } from "./ports.ts";
import { makeResealWalk } from "./reseal-walk.ts";
import { makeRotateVaultKey, type VaultKeyReport, type VaultKeyRun } from "./rotate-vault-key.ts";

/** Items between two notes of how far a walk has come; those with seals are sealed at once. */
const PAGE_SIZE = 50;

/** What a run works with. */
export interface VaultKeyOptions {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly secretsManager: Pick<SecretsManagerClient, "send">;
  /** The webhooks table. */
  readonly tableName: string;
  /** Name or ARN of the vault key's secret. */
  readonly keyId: string;
  readonly rotationDays: number;
  /** @default 50 */
  readonly pageSize?: number;
  readonly now: () => number;
  readonly cannotReseal: (position: Position, field: string, error: Error) => void;
}

/** One run, with a vault of its own: none that remembers a key of before a rotation. */
export function composeVaultKey(
  options: VaultKeyOptions,
): (run: VaultKeyRun) => Promise<VaultKeyReport> {
  const { rotationDays, now, cannotReseal, pageSize = PAGE_SIZE } = options;
  const walks = makeDynamoWalkStore(options);
  return makeRotateVaultKey({
    versions: makeKeyVersions(options),
    walks,
    walk: makeResealWalk({
      items: makeDynamoSealedItems({ ...options, pageSize }),
      walks,
      vault: makeVault(options),
      now,
      cannotReseal: ({ position }, { field }, error) => cannotReseal(position, field, error),
    }),
    rotationDays,
    now,
  });
}
