import { createHash, type webcrypto } from "node:crypto";

import { compactDecrypt, CompactEncrypt, decodeProtectedHeader } from "jose";

import { type SealContext, sealContextText } from "../domain/seal-context.ts";
import { isUtcDay, utcDayOf } from "../domain/utc-day.ts";
import { type CursorVault, makeCursorVault } from "./cursor-vault.ts";
import { makeDailyKeys } from "./daily-keys.ts";
import { brokenSeal } from "./vault-error.ts";
import {
  FRESH_KEY_LIFETIME_MS,
  makeVaultKeys,
  type VaultKeyVersion,
  type VaultOptions,
} from "./vault-keys.ts";

/** A Secrets Manager version id: 32 to 64 characters. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const VERSION_ID = /^[\w-]{32,64}$/u;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Encrypts texts under the vault key, and decrypts them for the one thing that they belong to. */
export interface Vault {
  /** A compact JWE (`dir`, A256GCM) of the text. @throws VaultError */
  seal(plain: string, context: SealContext): Promise<string>;
  /** The text of a JWE that was sealed for exactly this context. @throws VaultError */
  open(jwe: string, context: SealContext): Promise<string>;
  /**
   * The same text under the current version of the key; the very same JWE when it is under that
   * already, of whichever day.
   * @throws VaultError
   */
  reseal(jwe: string, context: SealContext): Promise<string>;
  /** Seals cursors of lists under keys of their own. */
  readonly cursors: CursorVault;
}

/** Which key a sealed text names. Decryption then proves the header authentic. */
interface KeyName {
  readonly kid: string;
  /** Absent in texts that were sealed before keys were derived by day. */
  readonly day?: string;
}

/**
 * Makes a vault. Each day in UTC has an AES key of its own, derived from the secret's text, since
 * random nonces bound what one key may seal (NIST SP 800-38D, 8.3); `kid` is the secret's version
 * id, so texts sealed before a rotation open with the version they name. Keys are remembered while
 * the function is warm.
 */
export function makeVault(options: VaultOptions): Vault {
  const { now } = options;
  const keys = makeVaultKeys(options);
  const daily = makeDailyKeys("seal", asCryptoKey);
  const undated = new WeakMap<VaultKeyVersion, Promise<webcrypto.CryptoKey>>();

  /** The key of texts that name no day: the SHA-256 of the secret's text. */
  function undatedKey(version: VaultKeyVersion): Promise<webcrypto.CryptoKey> {
    const known = undated.get(version);
    if (known !== undefined) return known;
    const digest = createHash("sha256").update(version.secret.export()).digest();
    const key = asCryptoKey(new Uint8Array(digest));
    undated.set(version, key);
    return key;
  }

  async function seal(plain: string, context: SealContext): Promise<string> {
    const version = await keys.current();
    const day = utcDayOf(now());
    const key = daily.of(version, day);
    daily.remember(version, day, key);
    return new CompactEncrypt(encoder.encode(plain))
      .setProtectedHeader({
        alg: "dir",
        enc: "A256GCM",
        kid: version.kid,
        day,
        context: sealContextText(context),
      })
      .encrypt(await key);
  }

  async function open(jwe: string, context: SealContext): Promise<string> {
    const { kid, day } = keyNameOf(jwe, context);
    const version = await keys.named(kid);
    const key = day === undefined ? undatedKey(version) : daily.of(version, day);
    const plain = await decrypted(jwe, await key);
    if (day !== undefined) daily.remember(version, day, key);
    return plain;
  }

  return {
    seal,
    open,
    async reseal(jwe, context) {
      const { kid } = keyNameOf(jwe, context);
      const isCurrent =
        kid === (await keys.current()).kid ||
        kid === (await keys.current(FRESH_KEY_LIFETIME_MS)).kid;
      return isCurrent ? jwe : seal(await open(jwe, context), context);
    },
    cursors: makeCursorVault({ keys, now }),
  };
}

async function decrypted(jwe: string, key: webcrypto.CryptoKey): Promise<string> {
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: ["dir"],
      contentEncryptionAlgorithms: ["A256GCM"],
    });
    return decoder.decode(plaintext);
  } catch (error) {
    throw brokenSeal("it cannot be decrypted with the key that it names", error);
  }
}

function asCryptoKey(bytes: Uint8Array<ArrayBuffer>): Promise<webcrypto.CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** The key that a sealed text names; the context is compared here. */
function keyNameOf(jwe: string, context: SealContext): KeyName {
  let header: Record<string, unknown>;
  try {
    header = decodeProtectedHeader(jwe);
  } catch (error) {
    throw brokenSeal("it is not a JWE", error);
  }
  const { kid, day } = header;
  if (typeof kid !== "string" || !VERSION_ID.test(kid)) throw brokenSeal("it names no key version");
  if (header["context"] !== sealContextText(context)) {
    throw brokenSeal("it was sealed for something else");
  }
  if (day === undefined) return { kid };
  if (!isUtcDay(day)) throw brokenSeal("it names no day");
  return { kid, day };
}
