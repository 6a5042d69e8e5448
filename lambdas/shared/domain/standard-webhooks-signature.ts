import { createHmac } from "node:crypto";

/** What a secret begins with; the rest is base64 (Standard Webhooks 1.0.0, "Symmetric"). */
export const STANDARD_SECRET_PREFIX = "whsec_";

/** Bytes of a secret: "between 24 bytes (192 bits) and 64 bytes" (Standard Webhooks 1.0.0). */
export const STANDARD_SECRET_BYTES = { least: 24, most: 64 } as const;

/** What one signature covers, besides the body. */
export interface StandardMessage {
  /** Stable over all attempts. */
  readonly id: string;
  /** Epoch seconds of this attempt. */
  readonly timestampSeconds: number;
  readonly body: string;
}

/** The key bytes of a secret's text, with or without its prefix. */
export function standardSecretBytes(secret: string): Buffer {
  const text = secret.startsWith(STANDARD_SECRET_PREFIX)
    ? secret.slice(STANDARD_SECRET_PREFIX.length)
    : secret;
  return Buffer.from(text, "base64");
}

/**
 * The value of `webhook-signature`: one `v1,<base64>` for every live secret, separated by spaces,
 * so that receivers can change over to a new secret at any moment of the overlap.
 */
export function standardSignature(secrets: readonly string[], message: StandardMessage): string {
  const content = `${message.id}.${message.timestampSeconds}.${message.body}`;
  return secrets
    .map((secret) => {
      const mac = createHmac("sha256", standardSecretBytes(secret)).update(content);
      return `v1,${mac.digest("base64")}`;
    })
    .join(" ");
}
