import type { webcrypto } from "node:crypto";

import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { compactDecrypt, CompactEncrypt, decodeProtectedHeader } from "jose";

import { type SealContext, sealContextText } from "../domain/seal-context.ts";

/**
 * How long a warm function seals with the key it knows before it asks for the current one, in milliseconds. A rotated key
 * stays readable as AWSPREVIOUS until the next rotation, so this only has to be far shorter than the time between two.
 */
export const CURRENT_KEY_LIFETIME_MS = 15 * 60 * 1000;

/**
 * How old the current key may be for sealing anew, in milliseconds: a warm function must not take the key that it remembers
 * for the newer one. Short beside the time that a rotation waits for warm functions, long beside a call for each text.
 */
const RESEAL_KEY_LIFETIME_MS = 10_000;

/** A Secrets Manager version id: 32 to 64 characters. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const VERSION_ID = /^[\w-]{32,64}$/u;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * `VAULT_KEY_UNAVAILABLE`: try again. `VAULT_SEAL_BROKEN`: not ours, altered, sealed for something else, or under a key that
 * is no more.
 */
export type VaultErrorCode = "VAULT_KEY_UNAVAILABLE" | "VAULT_SEAL_BROKEN";

/** Why nothing could be sealed or opened. Holds neither the plain nor the sealed text. */
export class VaultError extends Error {
  override readonly name = "VaultError";
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Encrypts texts under the vault key, and decrypts them for the one thing that they belong to. */
export interface Vault {
  /** A compact JWE (`dir`, A256GCM) of the text. @throws VaultError */
  seal(plain: string, context: SealContext): Promise<string>;
  /** The text of a JWE that was sealed for exactly this context. @throws VaultError */
  open(jwe: string, context: SealContext): Promise<string>;
  /** The same text under the current key; the very same JWE when it is under that already. @throws VaultError */
  reseal(jwe: string, context: SealContext): Promise<string>;
}

/** What the vault needs from outside. */
export interface VaultOptions {
  readonly secretsManager: Pick<SecretsManagerClient, "send">;
  /** Name or ARN of the secret whose text is the vault key. */
  readonly keyId: string;
  readonly now: () => number;
}

interface VaultKey {
  readonly kid: string;
  readonly key: webcrypto.CryptoKey;
}

/**
 * Makes a vault. The AES key is the SHA-256 of the secret's text, its `kid` the secret's version id, so texts sealed before
 * a rotation open with the version they name. Keys are remembered while the function is warm.
 */
export function makeVault({ secretsManager, keyId, now }: VaultOptions): Vault {
  const keys = new Map<string, Promise<VaultKey>>();
  let current: { readonly key: Promise<VaultKey>; readonly readAtMs: number } | undefined;

  async function read(version: Partial<GetSecretValueCommandInput>): Promise<VaultKey> {
    try {
      const secret = await secretsManager.send(
        new GetSecretValueCommand({ SecretId: keyId, ...version }),
      );
      if (secret.VersionId === undefined || !secret.SecretString) {
        throw new Error("the secret has no text");
      }
      return { kid: secret.VersionId, key: await keyFrom(secret.SecretString) };
    } catch (error) {
      if (version.VersionId !== undefined && error instanceof ResourceNotFoundException) {
        throw broken("there is no such version of the vault key", error);
      }
      throw new VaultError("VAULT_KEY_UNAVAILABLE", "the vault key could not be read", error);
    }
  }

  function currentKey(lifetimeMs = CURRENT_KEY_LIFETIME_MS): Promise<VaultKey> {
    if (current === undefined || now() - current.readAtMs >= lifetimeMs) {
      const reading = read({ VersionStage: "AWSCURRENT" });
      const entry = { key: reading, readAtMs: now() };
      current = entry;
      reading.then(
        ({ kid }) => keys.set(kid, reading),
        () => {
          if (current === entry) current = undefined;
        },
      );
    }
    return current.key;
  }

  function keyNamed(kid: string): Promise<VaultKey> {
    const known = keys.get(kid);
    if (known !== undefined) return known;
    const reading = read({ VersionId: kid });
    keys.set(kid, reading);
    reading.catch(() => keys.delete(kid));
    return reading;
  }

  /** Nearly every text names the current key, so that one is asked for first: one call at a cold start, not two. */
  async function keyFor(kid: string): Promise<VaultKey> {
    if (keys.has(kid)) return keyNamed(kid);
    const newest = await currentKey();
    return newest.kid === kid ? newest : keyNamed(kid);
  }

  async function seal(plain: string, context: SealContext): Promise<string> {
    const { kid, key } = await currentKey();
    return new CompactEncrypt(encoder.encode(plain))
      .setProtectedHeader({
        alg: "dir",
        enc: "A256GCM",
        kid,
        context: sealContextText(context),
      })
      .encrypt(key);
  }

  async function open(jwe: string, context: SealContext): Promise<string> {
    const { key } = await keyFor(kidOf(jwe, context));
    try {
      const { plaintext } = await compactDecrypt(jwe, key, {
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256GCM"],
      });
      return decoder.decode(plaintext);
    } catch (error) {
      throw broken("it cannot be decrypted with the key that it names", error);
    }
  }

  return {
    seal,
    open,
    async reseal(jwe, context) {
      const kid = kidOf(jwe, context);
      const isCurrent =
        kid === (await currentKey()).kid || kid === (await currentKey(RESEAL_KEY_LIFETIME_MS)).kid;
      return isCurrent ? jwe : seal(await open(jwe, context), context);
    },
  };
}

async function keyFrom(secret: string): Promise<webcrypto.CryptoKey> {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(secret));
  return crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** The version that a sealed text names. The context is compared here; decryption then proves the header authentic. */
function kidOf(jwe: string, context: SealContext): string {
  let header: Record<string, unknown>;
  try {
    header = decodeProtectedHeader(jwe);
  } catch (error) {
    throw broken("it is not a JWE", error);
  }
  const kid = header["kid"];
  if (typeof kid !== "string" || !VERSION_ID.test(kid)) throw broken("it names no key version");
  if (header["context"] !== sealContextText(context)) {
    throw broken("it was sealed for something else");
  }
  return kid;
}

function broken(reason: string, cause?: unknown): VaultError {
  return new VaultError("VAULT_SEAL_BROKEN", `a sealed text cannot be opened: ${reason}`, cause);
}
