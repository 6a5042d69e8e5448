import { createSecretKey, type KeyObject } from "node:crypto";

import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

import { makeReadCache } from "../memory/read-cache.ts";
import { brokenSeal, VaultError } from "./vault-error.ts";

/**
 * How long a warm function seals with the key it knows before it asks for the current one, in
 * milliseconds. A rotated key stays readable as AWSPREVIOUS until the next rotation, so this only
 * has to be far shorter than the time between two.
 */
export const CURRENT_KEY_LIFETIME_MS = 15 * 60 * 1000;

/**
 * How old a key may be where it matters whether there is a newer one, in milliseconds. Short beside
 * the time that a rotation waits for warm functions, long beside a call for each text.
 */
export const FRESH_KEY_LIFETIME_MS = 10_000;

/**
 * Why the newest versions are read, and how old they may be, in milliseconds: so often at most does
 * a function read them for that reason, whatever it is sent, while Secrets Manager answers. A
 * failure is not remembered: no good text is to wait for the end of one.
 * - `unknown`: something names a version that is not the current one; anybody can make that up
 * - `successor`: it names the one that follows the newest, which is known by a rotation only
 */
const READ_AGAIN_MS = { unknown: FRESH_KEY_LIFETIME_MS, successor: 1000 } as const;

/** One version of the vault key. */
export interface VaultKeyVersion {
  /** Id of the secret's version. */
  readonly kid: string;
  /** The text of the secret, from which keys are derived. */
  readonly secret: KeyObject;
}

/** The versions of the vault key, remembered while the function is warm. */
export interface VaultKeys {
  /** @param lifetimeMs how old what is remembered may be @throws VaultError */
  current(lifetimeMs?: number): Promise<VaultKeyVersion>;
  /**
   * The current version and, once there was one, that before it. What is remembered as current is
   * this one then; where this fails it stays as it is.
   * @throws VaultError
   */
  newest(why: keyof typeof READ_AGAIN_MS): Promise<readonly VaultKeyVersion[]>;
  /** @throws VaultError */
  named(kid: string): Promise<VaultKeyVersion>;
}

/** What the vault needs from outside. */
export interface VaultOptions {
  readonly secretsManager: Pick<SecretsManagerClient, "send">;
  /** Name or ARN of the secret whose text is the vault key. */
  readonly keyId: string;
  readonly now: () => number;
}

/** Versions that are read at once. */
const MOST_READINGS = 100;

/** Makes the reader of the vault key. */
export function makeVaultKeys({ secretsManager, keyId, now }: VaultOptions): VaultKeys {
  /** All that were read. */
  const versions = new Map<string, VaultKeyVersion>();
  const readings = makeReadCache<VaultKeyVersion>(MOST_READINGS);
  const pairs = makeReadCache<readonly VaultKeyVersion[]>(Object.keys(READ_AGAIN_MS).length);

  async function find(
    version: Partial<GetSecretValueCommandInput>,
  ): Promise<VaultKeyVersion | undefined> {
    try {
      const { VersionId: kid, SecretString: text } = await secretsManager.send(
        new GetSecretValueCommand({ SecretId: keyId, ...version }),
      );
      if (kid === undefined || !text) throw new Error("the secret has no text");
      const found = { kid, secret: createSecretKey(text, "utf8") };
      versions.set(kid, found);
      return found;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw new VaultError("VAULT_KEY_UNAVAILABLE", "the vault key could not be read", error);
    }
  }

  async function readCurrent(): Promise<VaultKeyVersion> {
    const found = await find({ VersionStage: "AWSCURRENT" });
    if (found !== undefined) return found;
    throw new VaultError("VAULT_KEY_UNAVAILABLE", "there is no vault key");
  }

  /** In this order: the current one may become the one before meanwhile, and is not missed. */
  async function readNewest(): Promise<readonly VaultKeyVersion[]> {
    const current = await readCurrent();
    const before = await find({ VersionStage: "AWSPREVIOUS" });
    await readings.load("current", async () => current, { nowMs: now(), lifetimeMs: 0 });
    return before === undefined ? [current] : [current, before];
  }

  async function readNamed(kid: string): Promise<VaultKeyVersion> {
    const found = await find({ VersionId: kid });
    if (found !== undefined) return found;
    throw brokenSeal("there is no such version of the vault key");
  }

  const keys: VaultKeys = {
    current: (lifetimeMs = CURRENT_KEY_LIFETIME_MS) =>
      readings.load("current", readCurrent, { nowMs: now(), lifetimeMs }),

    newest: (why) => pairs.load(why, readNewest, { nowMs: now(), lifetimeMs: READ_AGAIN_MS[why] }),

    async named(kid) {
      const known = versions.get(kid);
      if (known !== undefined) return known;
      // Nearly every text names the current key, so that one is asked for first: one call at a cold
      // start, not two.
      const newest = await keys.current();
      return newest.kid === kid ? newest : readings.load(kid, () => readNamed(kid));
    },
  };
  return keys;
}
