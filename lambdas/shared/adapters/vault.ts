import type { webcrypto } from "node:crypto";

import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { compactDecrypt, CompactEncrypt, decodeProtectedHeader } from "jose";

import { type SealContext, sealContextText } from "../domain/seal-context.ts";

/**
 * How long a warm function seals with the key it knows before it asks for the current one, in milliseconds. A rotated key
 * stays readable as AWSPREVIOUS until the next rotation, so this only has to be far shorter than the time between two.
 */
const CURRENT_KEY_LIFETIME_MS = 15 * 60 * 1000;

/** A Secrets Manager version id: 32 to 64 characters. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const VERSION_ID = /^[\w-]{32,64}$/u;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** `VAULT_KEY_UNAVAILABLE`: try again. `VAULT_SEAL_BROKEN`: not ours, altered, or sealed for something else. */
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
  let current: { readonly key: Promise<VaultKey>; readonly untilMs: number } | undefined;

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
      throw new VaultError("VAULT_KEY_UNAVAILABLE", "the vault key could not be read", error);
    }
  }

  function currentKey(): Promise<VaultKey> {
    if (current === undefined || current.untilMs <= now()) {
      const reading = read({ VersionStage: "AWSCURRENT" });
      const entry = { key: reading, untilMs: now() + CURRENT_KEY_LIFETIME_MS };
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

  return {
    async seal(plain, context) {
      const { kid, key } = await currentKey();
      return new CompactEncrypt(encoder.encode(plain))
        .setProtectedHeader({
          alg: "dir",
          enc: "A256GCM",
          kid,
          context: sealContextText(context),
        })
        .encrypt(key);
    },

    async open(jwe, context) {
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
