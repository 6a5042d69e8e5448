import {
  type KeyRing,
  keyRingName,
  type SigningKey,
  type TenantSigningKey,
} from "../../../lambdas/shared/domain/signing-key.ts";
import { tenantKey } from "../../../lambdas/shared/domain/tenant.ts";
import type { KeyRings } from "../../../lambdas/shared/dynamodb/dynamo-key-rings.ts";
import type { SigningKeys } from "../../../lambdas/shared/dynamodb/dynamo-signing-keys.ts";
import type { RegisteredRing } from "../../../lambdas/shared/signing-keys/ports.ts";
import { callPlainly, type ExternalCall } from "./external-call.ts";

/** The signing keys and the register of rings. */
export interface SigningKeyStores {
  readonly keys: SigningKeys;
  readonly rings: KeyRings;
  /** Puts a key of the ring that all tenants shared, as the version before did. */
  putShared(key: SigningKey): Promise<void>;
}

/** The signing keys and the register of rings in memory. */
export function makeMemorySigningKeys(
  call: ExternalCall = callPlainly,
): SigningKeyStores & { readonly view: (ring: KeyRing) => SigningKey[] } {
  const all = new Map<string, SigningKey>();
  const registered = new Map<string, RegisteredRing>();
  let changes = 0;
  const nameOf = (key: SigningKey) => `${keyRingName(key.ring)} ${key.signsFromMs}`;
  const sorted = (keys: Iterable<SigningKey>) =>
    [...keys].toSorted((a, b) => a.signsFromMs - b.signsFromMs);
  const isOf = (ring: KeyRing) => (key: SigningKey) => keyRingName(key.ring) === keyRingName(ring);
  const isPublic = (key: SigningKey): key is TenantSigningKey => key.ring !== "shared";
  const mark = (name: string, { tenant }: Pick<RegisteredRing, "tenant">) => {
    changes += 1;
    registered.set(name, { tenant, mark: String(changes) });
  };

  const view = (ring: KeyRing) => sorted([...all.values()].filter(isOf(ring)));

  return {
    /** The keys of a ring, past `call`. */
    view,

    async putShared(key) {
      all.set(nameOf(key), key);
    },

    keys: {
      list: (ring) => call("list", () => view(ring)),
      putIfAbsent: (key) =>
        call("putIfAbsent", () => {
          const ring = registered.get(tenantKey(key.ring));
          if (ring === undefined) return "no_ring";
          if (all.has(nameOf(key))) return "exists";
          all.set(nameOf(key), key);
          mark(tenantKey(key.ring), ring);
          return "put";
        }),
      remove: (key) => call("remove", () => void all.delete(nameOf(key))),
      ownerOf: (kid) =>
        call(
          "ownerOf",
          () => [...all.values()].filter(isPublic).find((key) => key.kid === kid)?.ring,
        ),
      listPublic: (most) =>
        call("listPublic", () =>
          [...all.values()]
            .filter(isPublic)
            .toSorted((a, b) => (a.kid < b.kid ? -1 : 1))
            .slice(0, most)
            .map(({ ring, kid, publicKeyPem, signsFromMs }) => ({
              ring,
              kid,
              publicKeyPem,
              signsFromMs,
            })),
        ),
    },

    rings: {
      list: () => call("rings", () => [...registered.values()]),
      enter: ({ application, environment }) =>
        call("enter", () => {
          const tenant = { application, environment };
          mark(tenantKey(tenant), { tenant });
        }),
      retire: (ring, last) =>
        call("retire", () => {
          const name = tenantKey(ring.tenant);
          if (registered.get(name)?.mark !== ring.mark) return false;
          registered.delete(name);
          if (last !== undefined) all.delete(nameOf(last));
          return true;
        }),
      removeAll: (tenant) =>
        call("removeAll", () => {
          registered.delete(tenantKey(tenant));
          for (const key of [...all.values()].filter(isOf(tenant))) all.delete(nameOf(key));
        }),
    },
  };
}
