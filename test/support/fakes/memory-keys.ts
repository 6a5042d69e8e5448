import type { SigningKey } from "../../../lambdas/shared/domain/signing-key.ts";
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
