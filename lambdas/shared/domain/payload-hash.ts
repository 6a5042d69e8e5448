import { hash } from "node:crypto";

/** SHA-256 of a payload's compact text, base64url: tells a repeat from another event of that id. */
export function payloadHashOf(payload: string): string {
  return hash("sha256", payload, "base64url");
}
