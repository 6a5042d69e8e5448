import { createHmac } from "node:crypto";

/** SHA-256 HMAC of the raw body, in hex: pawaPass' `X-SIGNATURE` ("Signature verification"). */
export function hmacSignature(secret: string, body: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}
