import type { AttemptVerdict, DropReason, LastOutcome } from "./delivery-record.ts";
import { retryAfterSeconds } from "./retry-after.ts";

/**
 * Why an attempt got no whole response.
 * - `timeout`: the total timeout passed, at whatever point: DNS, connect, TLS, headers or a body
 *   that drips
 * - `dns`: the name has no address
 * - `connect`: no TCP connection
 * - `tls`: no trusted TLS connection
 * - `connection_lost`: the connection ended before the response did; the receiver may have seen the
 *   request
 * - `refused_destination`: Ringback does not send there (see destination-rules.ts)
 * - `bad_response`: what came back is not HTTP/1.1, or has no end of its head within 64 KB
 * - `token`: the webhook's token endpoint gave no access token (OAuth 2.0); the receiver was not
 *   asked, or has refused the token before
 * - `bad_configuration`: the request could not be built: a malformed URL or header
 */
export type AttemptFailureReason =
  | "timeout"
  | "dns"
  | "connect"
  | "tls"
  | "connection_lost"
  | "refused_destination"
  | "bad_response"
  | "token"
  | "bad_configuration";

/** Bytes of a response body that are kept, as `bodyHead`, unless the request asks for more. */
export const KEPT_BODY_BYTES = 1_024;

/** Characters of a `location` that are kept. */
export const KEPT_LOCATION_LENGTH = 1_024;

/**
 * A response whose head is whole, and whose body has ended: as it should, with the connection, or
 * because no more of it is read. Any status, 3xx included.
 */
export type AttemptResponse = {
  readonly kind: "response";
  readonly status: number;
  /** The first 1,024 bytes of the body (or as many as the request asked for), as UTF-8 text. */
  readonly bodyHead: string;
  /** The `retry-after` header as received. */
  readonly retryAfter: string | undefined;
  /** The first 1,024 characters of the `location` header; of 3xx only, which are never followed. */
  readonly location?: string;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
};

/** No whole response. `message` is for people; it names no secret, no address and no URL. */
export type AttemptFailure = {
  readonly kind: "failure";
  readonly reason: AttemptFailureReason;
  readonly message: string;
  /** Of a response that had begun. */
  readonly status?: number;
  /** Of its body, as much as had come and is kept. */
  readonly bodyHead?: string;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
};

/** What happened on the wire in one attempt. Never an exception. */
export type AttemptResult = AttemptResponse | AttemptFailure;

/** What an attempt means for the delivery. A value, never an exception. */
export type Outcome =
  | { readonly verdict: Extract<AttemptVerdict, "succeeded"> }
  | { readonly verdict: Extract<AttemptVerdict, "retry">; readonly floorSeconds: number }
  | { readonly verdict: Extract<AttemptVerdict, "rejected">; readonly reason: DropReason };

/**
 * "Too Many Requests" and "Service Unavailable": the answers that carry `Retry-After` for a client
 * (RFC 6585, RFC 9110).
 */
const MAY_ASK_TO_WAIT = new Set([429, 503]);
/**
 * "The target resource is no longer available … and this condition is likely to be permanent" (RFC
 * 9110, 15.5.11).
 */
const GONE = 410;

/**
 * Success is 2xx only; redirects are not followed.
 * @param heedsReceiver whether 410 and `Retry-After` count: not in profiles whose document retries
 *   every non-2xx on schedule
 * @param stopOn statuses that are not retried
 */
export function classifyAttempt(
  result: AttemptResult,
  heedsReceiver: boolean,
  stopOn: readonly number[] = [],
): Outcome {
  if (result.kind === "failure") {
    return { verdict: "retry", floorSeconds: 0 };
  }
  if (result.status >= 200 && result.status <= 299) {
    return { verdict: "succeeded" };
  }
  if (heedsReceiver && result.status === GONE) {
    return { verdict: "rejected", reason: "gone" };
  }
  if (stopOn.includes(result.status)) return { verdict: "rejected", reason: "rejected" };
  const heeds = heedsReceiver && MAY_ASK_TO_WAIT.has(result.status);
  const endedAtMs = result.startedAtMs + result.durationMs;
  return {
    verdict: "retry",
    floorSeconds: heeds ? retryAfterSeconds(result.retryAfter, endedAtMs) : 0,
  };
}

/** The outcome in the record and in the notice of a dropped delivery: `503`, or `timeout`. */
export function lastOutcomeOf(result: AttemptResult): LastOutcome {
  return result.kind === "response" ? String(result.status) : result.reason;
}
