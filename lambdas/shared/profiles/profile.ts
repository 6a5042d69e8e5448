import type { EventAttributes } from "../domain/event-type.ts";
import type { RetryPolicy } from "../domain/retry-policy.ts";
import type { SignatureScheme } from "../domain/webhook.ts";

/** The conventions of a known system: what holds for a webhook that does not say otherwise. */
export interface Profile {
  readonly retry: RetryPolicy;
  /**
   * Of a webhook: whether nothing but probes is sent while its receiver is down.
   * @default - whatever is due is sent
   */
  readonly breaker?: boolean;
  /** Time for one attempt in all: DNS, connect, headers, body. */
  readonly timeoutSeconds: number;
  /**
   * Whether `Retry-After` and 410 (gone) change the schedule. Not where the system's document says
   * that every non-2xx answer is retried on schedule.
   */
  readonly heedsReceiver: boolean;
  readonly signature: SignatureScheme;
  /** Headers that hold a signature, by its scheme; those of Standard Webhooks are fixed. */
  readonly signatureHeaders: Readonly<Record<"jws" | "hmac", string>>;
  /**
   * The event types of the system's document by name, with the attributes of their payloads: a
   * webhook for nothing but these follows this profile without naming it. Their schemas are in the
   * catalogue, which senders need not load.
   */
  readonly eventTypes: Readonly<Record<string, EventAttributes>>;
}

/**
 * 55 attempts over about a week: 1 s doubling to 4 h, each ± 25 %. Without jitter 14 doublings
 * (16,383 s) and 40 × 4 h make 592,383 s = 6.86 days. Source: pawaPass, "Retries".
 */
export const WEEK_OF_RETRIES: RetryPolicy = {
  kind: "exponential",
  attempts: 55,
  initialSeconds: 1,
  factor: 2,
  capSeconds: 14_400,
  jitter: 0.25,
};

/** Sources: TransactionLink, "Security"; pawaPass, "Signature verification". No other signs. */
export const SIGNATURE_HEADERS = { jws: "JWS-SIGNATURE", hmac: "X-SIGNATURE" } as const;

/** Seconds for one attempt. Source: TransactionLink, "lack of response within ten seconds". */
export const DEFAULT_TIMEOUT_SECONDS = 10;

/** What holds where a document says nothing: its system's profile says the rest. */
export const USUAL = {
  retry: WEEK_OF_RETRIES,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: true,
  signature: "none",
  signatureHeaders: SIGNATURE_HEADERS,
} as const satisfies Omit<Profile, "eventTypes">;

/** Attributes of an event of which all is sent by default. */
export function whole(
  mandatory: readonly string[],
  selectable: readonly string[],
): EventAttributes {
  return { mandatory, selectable, default: "*" };
}
