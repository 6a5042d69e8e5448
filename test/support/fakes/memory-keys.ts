import type { SigningKey } from "../../../lambdas/shared/domain/signing-key.ts";
import type { KeyStore } from "../../../lambdas/shared/signing-keys/rotate-keys.ts";
import { callPlainly, type ExternalCall } from "./external-call.ts";

/** The signing keys in memory. */
export function makeMemorySigningKeys(call: ExternalCall = callPlainly): KeyStore {
  const keys = new Map<number, SigningKey>();
  return {
    list: () =>
      call("list", () => [...keys.values()].toSorted((a, b) => a.signsFromMs - b.signsFromMs)),
    putIfAbsent: (key) =>
      call("putIfAbsent", () => {
        if (keys.has(key.signsFromMs)) return false;
        keys.set(key.signsFromMs, key);
        return true;
      }),
    remove: (signsFromMs) => call("remove", () => void keys.delete(signsFromMs)),
  };
}
