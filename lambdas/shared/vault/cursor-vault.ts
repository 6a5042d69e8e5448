import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
} from "node:crypto";

import { dayNumberOf, utcDayOfNumber } from "../domain/utc-day.ts";
import { successorOf } from "../domain/vault-key-successor.ts";
import { makeDailyKeys } from "./daily-keys.ts";
import { VaultError } from "./vault-error.ts";
import type { VaultKeys, VaultKeyVersion } from "./vault-keys.ts";

/** What a cursor begins with: 4 bytes for the key's version, 2 for the day, 12 for the nonce. */
const [MARK_BYTES, DAY_BYTES, NONCE_BYTES] = [4, 2, 12];
const HEAD_BYTES = MARK_BYTES + DAY_BYTES + NONCE_BYTES;
/** The tag of AES-GCM, at the end. */
const TAG_BYTES = 16;

const CIPHER = "aes-256-gcm";

/**
 * Seals short texts that callers keep for a while and bring back. Far smaller and cheaper than a
 * JWE; what a cursor names itself never leads to a call for it.
 */
export interface CursorVault {
  /** @param scope what it is for: it opens there only @throws VaultError when there is no key */
  seal(plain: string, scope: string): Promise<string>;
  /**
   * @returns `undefined` when this was not sealed here, for this, or not lately
   * @throws VaultError when no key can be read, or that of a rotation just now is not shown yet
   */
  open(sealed: string, scope: string): Promise<string | undefined>;
}

/** Makes the vault of cursors: AES-256-GCM under a key for each day, derived from the vault key. */
export function makeCursorVault(options: {
  readonly keys: Pick<VaultKeys, "current" | "newest">;
  readonly now: () => number;
}): CursorVault {
  const { keys, now } = options;
  const daily = makeDailyKeys("cursor", (bytes) => createSecretKey(bytes));

  /**
   * The version of a mark: the current or the previous one. Forged marks cost two calls in 10 s,
   * and no good one its reading: what a rotation has made since the last is known by its mark.
   */
  async function versionOf(mark: Buffer): Promise<VaultKeyVersion | undefined> {
    const isMarked = ({ kid }: VaultKeyVersion): boolean => markOf(kid).equals(mark);
    const current = await keys.current();
    if (isMarked(current)) return current;
    const newest = await keys.newest("unknown");
    const known = newest.find(isMarked);
    if (known !== undefined) return known;
    // Not what followed the one before: that was taken back by hand, and does not come again.
    const isOfSuccessor = [current, ...newest.slice(0, 1)].some(({ kid }) =>
      markOf(successorOf(kid)).equals(mark),
    );
    if (!isOfSuccessor) return undefined;
    const successor = (await keys.newest("successor")).find(isMarked);
    if (successor !== undefined) return successor;
    throw new VaultError("VAULT_KEY_UNAVAILABLE", "the next vault key is not shown yet");
  }

  return {
    async seal(plain, scope) {
      const version = await keys.current();
      const dayNumber = dayNumberOf(now());
      const day = utcDayOfNumber(dayNumber);
      const key = daily.of(version, day);
      daily.remember(version, day, key);
      const head = Buffer.concat([
        markOf(version.kid),
        Buffer.alloc(DAY_BYTES),
        randomBytes(NONCE_BYTES),
      ]);
      head.writeUInt16BE(dayNumber, MARK_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonceOf(head)).setAAD(boundTo(head, scope));
      const text = cipher.update(plain, "utf8");
      return Buffer.concat([head, text, cipher.final(), cipher.getAuthTag()]).toString("base64url");
    },

    async open(sealed, scope) {
      const bytes = Buffer.from(sealed, "base64url");
      // Each cursor has one spelling: what decoding would overlook is refused.
      if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes.toString("base64url") !== sealed) {
        return undefined;
      }
      const head = bytes.subarray(0, HEAD_BYTES);
      const version = await versionOf(head.subarray(0, MARK_BYTES));
      if (version === undefined) return undefined;
      const day = utcDayOfNumber(head.readUInt16BE(MARK_BYTES));
      const key = daily.of(version, day);
      const decipher = createDecipheriv(CIPHER, key, nonceOf(head), { authTagLength: TAG_BYTES })
        .setAAD(boundTo(head, scope))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES));
      try {
        decipher.final();
      } catch {
        return undefined;
      }
      daily.remember(version, day, key);
      return text.toString("utf8");
    },
  };
}

function nonceOf(head: Buffer): Buffer {
  return head.subarray(MARK_BYTES + DAY_BYTES);
}

function boundTo(head: Buffer, scope: string): Buffer {
  return Buffer.concat([head, Buffer.from(scope)]);
}

function markOf(kid: string): Buffer {
  return createHash("sha256").update(kid).digest().subarray(0, MARK_BYTES);
}
