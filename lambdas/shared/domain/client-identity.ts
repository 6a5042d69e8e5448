import { MS_PER_DAY } from "./utc-day.ts";

/**
 * Who Ringback is in a TLS connection, and whom it trusts there: one of the two or both. All of it
 * PEM; sealed as one text.
 */
export interface ClientIdentity {
  /**
   * The client certificate, then those above it that are sent along; with `privateKey`, or neither.
   */
  readonly certificate?: string;
  /** PKCS#8, not encrypted. */
  readonly privateKey?: string;
  /** What is trusted instead of the public authorities; absent: those. */
  readonly ca?: string;
}

/**
 * So long before a certificate's end it is warned about: time to get another and have it agreed.
 */
export const CERTIFICATE_WARNING_MS = 30 * MS_PER_DAY;

/** How far a certificate is from its end. */
export type CertificateState = "valid" | "expires_soon" | "expired";

/** The state of a certificate that ends at `expiresAtMs`; both times in epoch milliseconds. */
export function certificateState(expiresAtMs: number, nowMs: number): CertificateState {
  if (nowMs >= expiresAtMs) return "expired";
  return nowMs >= expiresAtMs - CERTIFICATE_WARNING_MS ? "expires_soon" : "valid";
}

/** An identity as the text that is sealed. */
export function writeClientIdentity({ certificate, privateKey, ca }: ClientIdentity): string {
  return JSON.stringify({ certificate, privateKey, ca }); // those that are absent are left out
}

/** The identity of an opened text. */
export function readClientIdentity(text: string): ClientIdentity {
  return JSON.parse(text) as ClientIdentity;
}
