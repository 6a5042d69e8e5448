import { randomUUID } from "node:crypto";

import { exportPKCS8, exportSPKI, generateKeyPair, type GenerateKeyPairResult } from "jose";

import { signingKeySealContext, type TenantSigningKey } from "../domain/signing-key.ts";
import type { Tenant } from "../domain/tenant.ts";
import type { Vault } from "../vault/vault.ts";

/** Bits of the modulus: what RS256 asks for at least (RFC 7518, section 3.3). */
const MODULUS_LENGTH = 2048;

/**
 * Makes a key pair that signs for a tenant from a moment on; its private half is sealed.
 * @param makePair of RSA keys that can be exported
 */
export function makeSigningKeyMaker(
  vault: Pick<Vault, "seal">,
  makePair: () => Promise<GenerateKeyPairResult> = makeRsaPair,
): (ring: Tenant, signsFromMs: number, nowMs: number) => Promise<TenantSigningKey> {
  return async ({ application, environment }, signsFromMs, nowMs) => {
    const ring = { application, environment };
    const kid = randomUUID();
    const { publicKey, privateKey } = await makePair();
    const context = signingKeySealContext({ ring, kid });
    return {
      ring,
      signsFromMs,
      kid,
      publicKeyPem: await exportSPKI(publicKey),
      sealedPrivateKey: await vault.seal(await exportPKCS8(privateKey), context),
      createdAtMs: nowMs,
    };
  };
}

function makeRsaPair(): Promise<GenerateKeyPairResult> {
  return generateKeyPair("RS256", { modulusLength: MODULUS_LENGTH, extractable: true });
}
