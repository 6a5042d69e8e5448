/**
 * Why an attempt got no whole response.
 * - `timeout`: the total timeout passed, at whatever point: DNS, connect, TLS, headers or a body that drips
 * - `dns`: the name has no address
 * - `connect`: no TCP connection
 * - `tls`: no trusted TLS connection
 * - `connection_lost`: the connection ended before the response did; the receiver may have seen the request
 * - `refused_destination`: Ringback does not send there (see destination-rules.ts)
 * - `bad_response`: what came back is not HTTP/1.1
 * - `token`: the webhook's token endpoint gave no access token (OAuth 2.0); the receiver was not asked, or has refused the
 *   token before
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

/** A response whose body ended, or was cut because it grew past what is read of it. Any status, 3xx included. */
export type AttemptResponse = {
  readonly kind: "response";
  readonly status: number;
  /** The first 1,024 bytes of the body (or as many as the request asked for), as UTF-8 text. */
  readonly bodyHead: string;
  /** The `retry-after` header as received. */
  readonly retryAfter: string | undefined;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
};

/** No whole response. `message` is for people; it names no secret, no address and no URL. */
export type AttemptFailure = {
  readonly kind: "failure";
  readonly reason: AttemptFailureReason;
  readonly message: string;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
};

/** What happened on the wire in one attempt. Never an exception. */
export type AttemptResult = AttemptResponse | AttemptFailure;
