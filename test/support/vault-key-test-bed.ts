import {
  legacySecretSealContext,
  type SealContext,
  webhookSealContext,
} from "../../lambdas/shared/domain/seal-context.ts";
import { signingKeySealContext } from "../../lambdas/shared/domain/signing-key.ts";
import { makeVault, type Vault } from "../../lambdas/shared/vault/vault.ts";
import { makeKeyVersions } from "../../lambdas/vault-key/key-versions.ts";
import type { Position, SealedItem } from "../../lambdas/vault-key/ports.ts";
import { makeResealWalk } from "../../lambdas/vault-key/reseal-walk.ts";
import {
  makeRotateVaultKey,
  type VaultKeyReport,
} from "../../lambdas/vault-key/rotate-vault-key.ts";
import { callPlainly, type ExternalCall } from "./fakes/external-call.ts";
import { makeFakeSecretsManager } from "./fakes/fake-secrets-manager.ts";
import { makeMemorySealedItems, makeMemoryWalkStore } from "./fakes/memory-sealed-items.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
const TENANT = { application: "acme", environment: "production" } as const;

/**
 * The vault key and what is sealed under it, in memory, with a clock that tests move. Every outside
 * call goes through `call`.
 */
export function makeVaultKeyTestBed(call: ExternalCall = callPlainly, rotationDays = 0) {
  const clock = { nowMs: Date.parse("2026-01-31T12:00:00.000Z") };
  const now = () => clock.nowMs;
  const secrets = makeFakeSecretsManager({ vault: "a generated text" }, { now, call });
  const plainSecrets = secrets.client;
  const items = makeMemorySealedItems(2, call);
  const walks = makeMemoryWalkStore(call);
  const unsealable: string[] = [];
  const openVault = () => makeVault({ secretsManager: plainSecrets, keyId: "vault", now });

  return {
    clock,
    secrets,
    items,
    walks,
    unsealable,
    openVault,

    /** A run in a function of its own. */
    run(isAsked = false, isTimeUp = () => false): Promise<VaultKeyReport> {
      const rotate = makeRotateVaultKey({
        versions: makeKeyVersions({ secretsManager: secrets.client, keyId: "vault" }),
        walks,
        walk: makeResealWalk({
          items,
          walks,
          vault: openVault(),
          now,
          cannotReseal: ({ position }, { field }) =>
            void unsealable.push(`${position.sk} ${field}`),
        }),
        rotationDays,
        now,
      });
      return rotate({ isAsked, isTimeUp });
    },

    /** Puts one of each kind, sealed by a function that may be warm. */
    async seal(vault: Vault, name: string): Promise<void> {
      for (const item of [webhookNamed(name), legacyOf(name), signingKeyNamed(name)]) {
        const seals = await Promise.all(
          item.fields.map(async ({ field, context }) => ({
            field,
            context,
            jwe: await vault.seal(`${name} ${field}`, context),
          })),
        );
        const { position, version } = item;
        items.put({ position, seals, ...(version !== undefined && { version }) });
      }
    },

    /** What does not open in a function that starts now. */
    async lost(): Promise<string[]> {
      const vault = openVault();
      const checks = items.all().flatMap(({ position, seals }) =>
        seals.map(async ({ field, jwe, context }) => {
          const plain = await vault.open(jwe, context).catch((error: Error) => error.message);
          return plain.endsWith(` ${field}`) ? [] : [`${position.sk} ${field}: ${plain}`];
        }),
      );
      return (await Promise.all(checks)).flat();
    },

    /** The versions of the key that something is sealed under. */
    versionsInUse(): string[] {
      return [...new Set(items.all().flatMap(({ seals }) => seals.map(({ jwe }) => kidOf(jwe))))];
    },
  };
}

/** The version of the vault key that a sealed text names. */
export function kidOf(jwe: string): string {
  const header = Buffer.from(jwe.split(".")[0] ?? "", "base64url").toString();
  return (JSON.parse(header) as { kid: string }).kid;
}

interface Unsealed extends Pick<SealedItem, "version"> {
  readonly position: Position;
  readonly fields: readonly { readonly field: string; readonly context: SealContext }[];
}

function webhookNamed(name: string): Unsealed {
  const webhook = { ...TENANT, id: `wh_${name}` };
  const fields = ["basic_auth_password", "custom_header:0"].map((field) => ({
    field,
    context: webhookSealContext(webhook, field),
  }));
  return { position: { pk: "acme#production", sk: `webhook#wh_${name}` }, version: 1, fields };
}

function legacyOf(name: string): Unsealed {
  const tenant = { ...TENANT, application: name };
  const fields = [{ field: "legacySecret", context: legacySecretSealContext(tenant) }];
  return { position: { pk: `${name}#production`, sk: "environment" }, fields };
}

function signingKeyNamed(name: string): Unsealed {
  const context = signingKeySealContext({ ring: TENANT, kid: name });
  const fields = [{ field: "sealedPrivateKey", context }];
  return { position: { pk: "signing-keys#acme#production", sk: `from#${name}` }, fields };
}
