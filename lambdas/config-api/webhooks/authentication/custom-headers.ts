import type { SignatureScheme } from "../../../shared/domain/webhook.ts";
import { SIGNATURE_HEADERS } from "../../../shared/profiles/profile.ts";
import type { FieldError } from "../../http/problem.ts";

/** Custom headers that a webhook may have. */
export const MAX_CUSTOM_HEADERS = 20;
/** Longest value of one, in characters: servers commonly take 8 KB for all headers. */
export const MAX_HEADER_VALUE_LENGTH = 4096;
/** Longest name of one. */
export const MAX_HEADER_NAME_LENGTH = 128;

/** A token. https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
export const HEADER_NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/u;
/** Visible ASCII and Latin-1, blanks and tabs only inside. https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
export const HEADER_VALUE =
  /^[\x21-\x7e\xa1-\xff](?:[\t\x20-\x7e\xa0-\xff]*[\x21-\x7e\xa1-\xff])?$/u;

/** Headers that Ringback sets itself, or that describe the connection and the body. */
const RESERVED_NAMES: ReadonlySet<string> = new Set([
  "host",
  "user-agent",
  "jws-signature",
  "x-signature",
  // Hop-by-hop. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
  "connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  // Asks the receiver for an interim answer, which a single POST does not wait for.
  "expect",
]);
const RESERVED_STARTS = ["ringback-", "webhook-", "content-", "proxy-"];

/**
 * Why a webhook may not send a header of this name; `undefined` when it may.
 * @param authentication what sets the `authorization` header, if anything does
 */
export function headerError(
  name: string,
  authentication: "Basic authentication" | "OAuth 2.0" | undefined,
): Omit<FieldError, "field"> | undefined {
  const lower = name.toLowerCase();
  if (RESERVED_NAMES.has(lower) || RESERVED_STARTS.some((start) => lower.startsWith(start))) {
    const hint = lower === "content-type" ? "use config.content_type" : "use another name";
    return { message: "is a header that cannot be replaced", hint };
  }
  return lower === "authorization" && authentication !== undefined
    ? { message: `is set by ${authentication}`, hint: "configure one of the two" }
    : undefined;
}

/** Default names of signatures by scheme: reserved, so free for a webhook's own signature. */
const SIGNATURE_NAMES: ReadonlySet<string> = new Set(
  Object.values(SIGNATURE_HEADERS).map((name) => name.toLowerCase()),
);

/** Why a webhook may not send its signature under this name; `undefined` when it may. */
export function signatureHeaderError(
  name: string,
  scheme: SignatureScheme,
  customHeaders: readonly string[],
): FieldError | undefined {
  const field = "config.signature.header_name";
  const lower = name.toLowerCase();
  if (!(scheme in SIGNATURE_HEADERS)) {
    const hint = "leave it out, or use the scheme jws or hmac";
    return { field, message: `does not go with the scheme ${scheme}`, hint };
  }
  if (customHeaders.some((other) => other.toLowerCase() === lower)) {
    return { field, message: "is a custom header as well", hint: "use another name" };
  }
  if (SIGNATURE_NAMES.has(lower)) return undefined;
  const error =
    lower === "authorization"
      ? { message: "is a header of authentication", hint: "use another name" }
      : headerError(name, undefined);
  return error && { field, ...error };
}
