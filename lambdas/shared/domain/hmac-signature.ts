import { createHmac } from "node:crypto";

/** Hashes that an HMAC can be made with. */
export const HMAC_ALGORITHMS = ["sha256", "sha384", "sha512"] as const;
/** How its bytes are written. */
export const HMAC_ENCODINGS = ["hex", "base64"] as const;

/** How a webhook's HMAC is made and written, where it says so. */
export interface HmacForm {
  /** @default sha256 */
  readonly algorithm?: (typeof HMAC_ALGORITHMS)[number];
  /** @default hex, in small letters */
  readonly encoding?: (typeof HMAC_ENCODINGS)[number];
  /**
   * Stands before it: `sha256=`.
   * @default nothing
   */
  readonly prefix?: string;
}

/** HMAC of the raw body; by itself SHA-256 in hex: pawaPass' `X-SIGNATURE` ("Signature verification"). */
export function hmacSignature(
  secret: string,
  body: string,
  { algorithm = "sha256", encoding = "hex", prefix = "" }: HmacForm = {},
): string {
  return prefix + createHmac(algorithm, secret).update(body).digest(encoding);
}
