import { randomUUID } from "node:crypto";

import { exportPKCS8, exportSPKI, generateKeyPair } from "jose";

import { signingKeySealContext, type SigningKey } from "../domain/signing-key.ts";
import type { Vault } from "./vault.ts";

/** Bits of the modulus: what RS256 asks for at least (RFC 7518, section 3.3). */
const MODULUS_LENGTH = 2048;

/** Makes a key pair that signs from a given moment on, and seals its private half. */
export function makeSigningKeyMaker(
  vault: Pick<Vault, "seal">,
): (signsFromMs: number, nowMs: number) => Promise<SigningKey> {
  return async (signsFromMs, nowMs) => {
    const kid = randomUUID();
    const { publicKey, privateKey } = await generateKeyPair("RS256", {
      modulusLength: MODULUS_LENGTH,
      extractable: true,
    });
    return {
      signsFromMs,
      kid,
      publicKeyPem: await exportSPKI(publicKey),
      sealedPrivateKey: await vault.seal(await exportPKCS8(privateKey), signingKeySealContext(kid)),
      createdAtMs: nowMs,
    };
  };
}
