import type { SigningKeyList } from "../../shared/attempt/signing/jws-signer.ts";
import { signingKeyAt } from "../../shared/domain/signing-times.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";

/**
 * The keys that test requests are signed with: the tenant's own, made now where it has none that
 * signs. Never those that all tenants shared before: the answer to a test shows the signature of
 * whatever was asked for.
 */
export function makeEnsuredKeys(ports: {
  readonly signingKeys: SigningKeyList;
  readonly ensureSigningKeys: (tenant: Tenant) => Promise<unknown>;
  readonly now: () => number;
}): SigningKeyList {
  const { signingKeys, ensureSigningKeys, now } = ports;
  return {
    async list(ring) {
      if (ring === "shared") return [];
      const present = await signingKeys.list(ring);
      if (signingKeyAt(present, now()) !== undefined) return present;
      await ensureSigningKeys(ring);
      return signingKeys.list(ring);
    },
  };
}
