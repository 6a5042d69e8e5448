import type { SealContext } from "./seal-context.ts";
import type { TimedKey } from "./signing-times.ts";

/** An RSA key pair that signs JWS. The private half is sealed under the vault key. */
export interface SigningKey extends TimedKey {
  /** UUID. */
  readonly kid: string;
  /** SPKI. */
  readonly publicKeyPem: string;
  /** JWE of the PKCS#8 PEM. */
  readonly sealedPrivateKey: string;
  readonly createdAtMs: number;
}

/** What a sealed private key belongs to. */
export function signingKeySealContext(kid: string): SealContext {
  return { application: "ringback", environment: "signing-keys", owner: kid, field: "private_key" };
}
