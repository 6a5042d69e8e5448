import { createHash, timingSafeEqual } from "node:crypto";

import { defined } from "../../shared/domain/defined.ts";
import { type Tenant, tenantKey } from "../../shared/domain/tenant.ts";
import { makeReadCache } from "../../shared/memory/read-cache.ts";
import { makeRecentMap } from "../../shared/memory/recent-map.ts";
import type { ApiKey } from "../api-keys/domain/api-key.ts";
import { API_KEY_START, parseApiKey } from "./api-key-text.ts";
import type { Caller } from "./caller.ts";

/** How long a key, or its absence, is remembered, in ms; a deleted key may work that long. */
const REMEMBER_MS = 30_000;
/** Keys remembered at once, and as many non-keys: a flood of guesses evicts no good key. */
const REMEMBER_COUNT = 1000;
/** Longest credential looked at, in characters; our longest key has 124. */
const MAX_TOKEN_LENGTH = 512;
/** Longest header looked at, in characters: a credential, its scheme, and blanks around them. */
const MAX_HEADER_LENGTH = 2 * MAX_TOKEN_LENGTH;

/** How often a key's use is noted, in ms: enough to find unused keys, too seldom to cost. */
const NOTE_USE_EVERY_MS = 3_600_000;
/** After a note that failed, the next try, in milliseconds. */
const NOTE_AGAIN_MS = 60_000;

/** Where API keys and the operator key are read. */
export interface KeyReaders {
  readonly apiKeys: {
    find(tenant: Tenant, keyId: string): Promise<ApiKey | undefined>;
    /** Notes that a key was used, unless somebody did so after `unlessSinceMs`. */
    noteUse(tenant: Tenant, id: string, usedAtMs: number, unlessSinceMs: number): Promise<void>;
  };
  /** The text of the operator key. */
  readonly operatorKey: () => Promise<string>;
  readonly now: () => number;
}

/** Who calls; `undefined` when the header holds no valid key, whatever the reason. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller | undefined>;

/** Makes the `authorization` header check; it throws if readers fail: doubt lets nobody in. */
export function makeAuthenticate({ apiKeys, operatorKey, now }: KeyReaders): Authenticate {
  const known = makeRecentMap<{ readonly key: ApiKey; readonly readAtMs: number }>(REMEMBER_COUNT);
  const unknown = makeReadCache<ApiKey | undefined>(REMEMBER_COUNT);
  const noted = makeRecentMap<number>(REMEMBER_COUNT);
  const operator = makeReadCache<string>(1);

  async function findKey(tenant: Tenant, keyId: string): Promise<ApiKey | undefined> {
    const name = `${tenantKey(tenant)}#${keyId}`;
    const nowMs = now();
    const recent = known.get(name);
    if (recent !== undefined && nowMs - recent.readAtMs < REMEMBER_MS) return recent.key;
    known.delete(name);
    // What is asked for the first time counts as unknown until there turns out to be such a key.
    const key = await unknown.load(name, () => apiKeys.find(tenant, keyId), {
      nowMs,
      lifetimeMs: REMEMBER_MS,
    });
    if (key !== undefined && known.get(name) === undefined) {
      unknown.delete(name);
      known.set(name, { key, readAtMs: nowMs });
    }
    return key;
  }

  /** At most once an hour. A request whose key is good never fails of it. */
  async function noteUse(key: ApiKey): Promise<void> {
    const name = `${tenantKey(key)}#${key.id}`;
    const nowMs = now();
    const lastMs = Math.max(noted.get(name) ?? 0, key.lastUsedAtMs ?? 0);
    if (nowMs < lastMs + NOTE_USE_EVERY_MS) return;
    noted.set(name, nowMs);
    try {
      await apiKeys.noteUse(key, key.id, nowMs, nowMs - NOTE_USE_EVERY_MS);
    } catch {
      noted.set(name, nowMs - NOTE_USE_EVERY_MS + NOTE_AGAIN_MS);
    }
  }

  function readOperatorKey(): Promise<string> {
    return operator.load("", operatorKey, { nowMs: now(), lifetimeMs: REMEMBER_MS });
  }

  return async (authorization) => {
    const token = bearerToken(authorization);
    if (token === undefined) return undefined;
    if (!token.startsWith(API_KEY_START)) {
      return isSame(sha256(token), sha256(await readOperatorKey()))
        ? { kind: "operator" }
        : undefined;
    }
    const address = parseApiKey(token);
    if (address === undefined) return undefined;
    const key = await findKey(address.tenant, address.keyId);
    if (key === undefined || !isSame(sha256(token), Buffer.from(key.hash, "hex"))) return undefined;
    if (key.expiresAtMs !== undefined && key.expiresAtMs <= now()) return undefined;
    await noteUse(key);
    const { id: keyId, name, role, expiresAtMs } = key;
    const { tenant } = address;
    return { kind: "api-key", keyId, name, role, tenant, ...defined({ expiresAtMs }) };
  };
}

/** The SHA-256 of a key's text, hex, as it is kept. */
export function hashOfKey(text: string): string {
  return sha256(text).toString("hex");
}

function bearerToken(authorization = ""): string | undefined {
  if (authorization.length > MAX_HEADER_LENGTH) return undefined;
  const token = /^bearer +(?<token>[\x21-\x7e]+) *$/iu.exec(authorization)?.groups?.["token"];
  return token !== undefined && token.length <= MAX_TOKEN_LENGTH ? token : undefined;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Compares in constant time; hashes of different length are never the same. */
function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
