import { createHmac } from "node:crypto";

/** Hashes that an HMAC can be made with. */
export const HMAC_ALGORITHMS = ["sha256", "sha384", "sha512"] as const;
/** How its bytes are written. */
export const HMAC_ENCODINGS = ["hex", "base64"] as const;

/** How an HMAC is made and written. */
export interface HmacForm {
  readonly algorithm: (typeof HMAC_ALGORITHMS)[number];
  /** Hex is in small letters. */
  readonly encoding: (typeof HMAC_ENCODINGS)[number];
  /** Stands before it: `sha256=`. */
  readonly prefix: string;
}

/** pawaPass' `X-SIGNATURE` ("Signature verification"). */
export const DEFAULT_HMAC_FORM: HmacForm = { algorithm: "sha256", encoding: "hex", prefix: "" };

/** HMAC of the raw body, in this form as far as it is given. */
export function hmacSignature(secret: string, body: string, form: Partial<HmacForm> = {}): string {
  const { algorithm, encoding, prefix } = { ...DEFAULT_HMAC_FORM, ...form };
  return prefix + createHmac(algorithm, secret).update(body).digest(encoding);
}
