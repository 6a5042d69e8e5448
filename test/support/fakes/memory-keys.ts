import type { LegacySecrets } from "../../../lambdas/config-api/webhooks/webhook-ports.ts";
import type { SigningKey } from "../../../lambdas/shared/domain/signing-key.ts";
import { tenantKey } from "../../../lambdas/shared/domain/tenant.ts";
import type { KeyStore } from "../../../lambdas/shared/signing-keys/rotate-keys.ts";

/** The signing keys in memory. */
export function makeMemorySigningKeys(): KeyStore {
  const keys = new Map<number, SigningKey>();
  return {
    list: async () => [...keys.values()].toSorted((a, b) => a.signsFromMs - b.signsFromMs),
    async putIfAbsent(key) {
      if (keys.has(key.signsFromMs)) return false;
      keys.set(key.signsFromMs, key);
      return true;
    },
    async remove(signsFromMs) {
      keys.delete(signsFromMs);
    },
  };
}

/** Legacy secrets in memory, of any tenant. */
export function makeMemoryLegacySecrets(): LegacySecrets {
  const secrets = new Map<string, string>();
  return {
    read: async (tenant) => secrets.get(tenantKey(tenant)),
    async set(tenant, jwe) {
      if (jwe === undefined) secrets.delete(tenantKey(tenant));
      else secrets.set(tenantKey(tenant), jwe);
      return true;
    },
  };
}
