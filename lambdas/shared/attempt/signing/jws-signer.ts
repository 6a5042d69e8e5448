import { createHash } from "node:crypto";

import { CompactSign, importPKCS8, type CryptoKey } from "jose";

import {
  type KeyRing,
  keyRingName,
  signingKeySealContext,
  type SigningKey,
} from "../../domain/signing-key.ts";
import { signingKeyAt } from "../../domain/signing-times.ts";
import { spacelessJson } from "../../domain/spaceless-json.ts";
import type { Tenant } from "../../domain/tenant.ts";
import { makeReadCache } from "../../memory/read-cache.ts";
import { VaultError } from "../../vault/vault-error.ts";
import type { Vault } from "../../vault/vault.ts";
import type { JwsSigner } from "./signer-of.ts";

const ALGORITHM = "RS256";
/**
 * How long a list of keys is used, in milliseconds: a minute, or a quarter of the interval where
 * that is less. A key is published up to a whole interval before it signs, so a list that old
 * mostly holds it, and if not the last key goes on.
 */
const LONGEST_LIST_LIFETIME_MS = 60_000;
/** Signatures that a warm function remembers: an RSA signature costs as much as ten POSTs. */
const MOST_SIGNATURES = 1000;
/** Rings that a warm function lists, 10 KB each: more tenants than a minute mostly brings. */
const MOST_RINGS = 200;
/** Opened private keys kept by a warm function: each ring's signing key and its successor. */
const MOST_KEYS = 2 * MOST_RINGS;

/** The signing keys as they are stored. */
export interface SigningKeyList {
  list(ring: KeyRing): Promise<readonly SigningKey[]>;
}

/**
 * Detached JWS, RS256, header exactly `{"alg", "kid", "typ"}`. The body is written without white
 * space, and each attempt is signed with the key of its tenant that is current then. The keys that
 * all tenants shared before sign only for one that has none of its own: between the deployment of
 * rings and the first run of their rotation.
 */
export function makeJwsSigner(options: {
  readonly keys: SigningKeyList;
  readonly vault: Pick<Vault, "open">;
  readonly intervalMs: number;
}): JwsSigner {
  const { keys, vault, intervalMs } = options;
  const lifetimeMs = Math.min(LONGEST_LIST_LIFETIME_MS, intervalMs / 4);
  const opened = makeReadCache<CryptoKey>(MOST_KEYS);
  const signatures = makeReadCache<string>(MOST_SIGNATURES);
  const listed = makeReadCache<readonly SigningKey[]>(MOST_RINGS);

  function list(ring: KeyRing, nowMs: number): Promise<readonly SigningKey[]> {
    return listed.load(keyRingName(ring), () => keys.list(ring), { nowMs, lifetimeMs });
  }

  async function currentKey(tenant: Tenant, nowMs: number): Promise<SigningKey | undefined> {
    const own = await list(tenant, nowMs);
    const key = signingKeyAt(own.length > 0 ? own : await list("shared", nowMs), nowMs);
    if (key === undefined) {
      listed.delete(keyRingName(tenant));
      listed.delete("shared");
    }
    return key;
  }

  async function open(key: SigningKey): Promise<CryptoKey> {
    const pem = await vault.open(key.sealedPrivateKey, signingKeySealContext(key));
    return importPKCS8(pem, ALGORITHM);
  }

  async function sign(key: SigningKey, body: string): Promise<string> {
    const privateKey = await opened.load(key.kid, () => open(key));
    const jws = await new CompactSign(new TextEncoder().encode(body))
      .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: "JWT" })
      .sign(privateKey);
    const [header = "", , signature = ""] = jws.split(".");
    return `${header}..${signature}`;
  }

  return (tenant, header) =>
    async ({ payload, nowMs }) => {
      const key = await currentKey(tenant, nowMs);
      if (key === undefined) return { ok: false, message: "there is no signing key yet" };
      const body = spacelessJson(payload);
      const name = `${key.kid} ${createHash("sha256").update(body).digest("base64")}`;
      try {
        const signature = await signatures.load(name, () => sign(key, body));
        return { ok: true, body, headers: [header, signature] };
      } catch (error) {
        // Not a fault that another receive of the message would mend: the attempt fails, visibly,
        // and is made again.
        if (error instanceof VaultError && error.code === "VAULT_SEAL_BROKEN") {
          return { ok: false, message: `the signing key ${key.kid}: ${error.message}` };
        }
        throw error;
      }
    };
}
