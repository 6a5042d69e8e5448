import { createHash, timingSafeEqual } from "node:crypto";

import { defined } from "../../shared/domain/defined.ts";
import { type Tenant, tenantKey } from "../../shared/domain/tenant.ts";
import { makeReadCache } from "../../shared/memory/read-cache.ts";
import { makeRecentMap } from "../../shared/memory/recent-map.ts";
import type { ApiKey } from "../api-keys/domain/api-key.ts";
import type { PortalLink } from "../portal-links/portal-link.ts";
import { API_KEY_START, parseApiKey } from "./api-key-text.ts";
import type { Caller } from "./caller.ts";
import { parsePortalSession, PORTAL_SESSION_START } from "./portal-session-text.ts";

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
  readonly portalLinks: {
    /** As it is now: a session is used right after its link was opened. */
    read(id: string, nowMs: number): Promise<PortalLink | undefined>;
  };
  /** The text of the operator key. */
  readonly operatorKey: () => Promise<string>;
  readonly now: () => number;
}

/** Who calls; `undefined` when the header holds no valid key, whatever the reason. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller | undefined>;

/** Makes the `authorization` header check; it throws if readers fail: doubt lets nobody in. */
export function makeAuthenticate(readers: KeyReaders): Authenticate {
  const { apiKeys, portalLinks, operatorKey, now } = readers;
  const keys = makeKnown<ApiKey>(now);
  const links = makeKnown<PortalLink>(now);
  const noted = makeRecentMap<number>(REMEMBER_COUNT);
  const operator = makeReadCache<string>(1);

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

  async function keyHolder(token: string): Promise<Caller | undefined> {
    const address = parseApiKey(token);
    if (address === undefined) return undefined;
    const { tenant, keyId } = address;
    const name = `${tenantKey(tenant)}#${keyId}`;
    const key = await keys.load(name, () => apiKeys.find(tenant, keyId));
    if (key === undefined || !hasHash(token, key.hash)) return undefined;
    const { name: keyName, role, expiresAtMs } = key;
    if (expiresAtMs !== undefined && expiresAtMs <= now()) return undefined;
    await noteUse(key);
    return { kind: "api-key", keyId, name: keyName, role, tenant, ...defined({ expiresAtMs }) };
  }

  async function sessionHolder(token: string): Promise<Caller | undefined> {
    const address = parsePortalSession(token);
    if (address === undefined) return undefined;
    const { tenant, linkId } = address;
    const link = await links.load(linkId, () => portalLinks.read(linkId, now()));
    // Until its code is exchanged, a guess must not make its sessions unknown for a while.
    if (link !== undefined && link.sessionHashes === undefined) links.forget(linkId);
    const hash = link?.sessionHashes?.[tenant.environment];
    if (link === undefined || hash === undefined || !hasHash(token, hash)) return undefined;
    const { name, permissions, validUntilMs: expiresAtMs } = link;
    if (expiresAtMs <= now()) return undefined;
    return { kind: "portal-link", linkId, ...defined({ name }), permissions, tenant, expiresAtMs };
  }

  async function operatorHolder(token: string): Promise<Caller | undefined> {
    const key = await operator.load("", operatorKey, { nowMs: now(), lifetimeMs: REMEMBER_MS });
    return isSame(sha256(token), sha256(key)) ? { kind: "operator" } : undefined;
  }

  return async (authorization) => {
    const token = bearerToken(authorization);
    if (token === undefined) return undefined;
    if (token.startsWith(API_KEY_START)) return keyHolder(token);
    return token.startsWith(PORTAL_SESSION_START) ? sessionHolder(token) : operatorHolder(token);
  };
}

/**
 * What is remembered of things by their name, for 30 s. What is asked for the first time counts as
 * unknown until there turns out to be such a thing.
 */
function makeKnown<Thing>(now: () => number) {
  const known = makeRecentMap<{ readonly thing: Thing; readonly readAtMs: number }>(REMEMBER_COUNT);
  const unknown = makeReadCache<Thing | undefined>(REMEMBER_COUNT);
  return {
    async load(name: string, read: () => Promise<Thing | undefined>): Promise<Thing | undefined> {
      const nowMs = now();
      const recent = known.get(name);
      if (recent !== undefined && nowMs - recent.readAtMs < REMEMBER_MS) return recent.thing;
      known.delete(name);
      const thing = await unknown.load(name, read, { nowMs, lifetimeMs: REMEMBER_MS });
      if (thing !== undefined && known.get(name) === undefined) {
        unknown.delete(name);
        known.set(name, { thing, readAtMs: nowMs });
      }
      return thing;
    },

    forget(name: string): void {
      known.delete(name);
      unknown.delete(name);
    },
  };
}

/** The SHA-256 of a key's text, hex, as it is kept. */
export function hashOfKey(text: string): string {
  return sha256(text).toString("hex");
}

/** Whether a text has this SHA-256, hex. */
function hasHash(text: string, hash: string): boolean {
  return isSame(sha256(text), Buffer.from(hash, "hex"));
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
