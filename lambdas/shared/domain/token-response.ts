import { isJsonObject } from "./json-object.ts";

/** A token, or why there is none: nothing of what the endpoint said, and no secret. */
export type TokenResponse =
  | {
      readonly ok: true;
      readonly token: string;
      /** How long it lives, counted from the answer. */
      readonly lifetimeSeconds: number;
    }
  | { readonly ok: false; readonly message: string };

/** Bytes of an answer that are read: JWTs with many claims take some kilobytes. */
export const TOKEN_RESPONSE_BYTES = 65_536;
/** Of UTF-8: so much may be missing at the end of an answer that was cut. */
const LONGEST_CHARACTER_BYTES = 4;
/** Longest token taken, in characters: servers commonly take 16 KB of headers or less. */
const MAX_TOKEN_LENGTH = 12_288;
/**
 * Visible ASCII: what a header can carry in one piece. RFC 6750, section 2.1, allows less, but
 * servers give more.
 */
const TOKEN = /^[\x21-\x7e]+$/u;
/** `Bearer` in any case, and what servers say for it: `BearerToken`, `bearer_token`, nothing. */
const BEARER = /^\s*(?:bearer(?:[\s_-]?token)?\s*)?$/iu;
/** A token of unknown lifetime is asked for again after this; after a 401 at once. */
const DEFAULT_LIFETIME_SECONDS = 300;
/** A day: one that lives longer, or says so in milliseconds, costs no more. */
const MAX_LIFETIME_SECONDS = 86_400;
/** Some servers give the lifetime as text. */
const SECONDS = /^\s*\d{1,20}(?:\.\d{1,20})?\s*$/u;
/**
 * RFC 6749, sections 5.2 and 4.1.2.1, and their extensions that a client of its own can meet: RFC
 * 8628, 8707, 9396, 9449. Others are not repeated: they are the endpoint's own words.
 */
const ERROR_CODES: ReadonlySet<string> = new Set([
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
  "access_denied",
  "server_error",
  "temporarily_unavailable",
  "slow_down",
  "invalid_target",
  "invalid_authorization_details",
  "invalid_dpop_proof",
  "use_dpop_nonce",
]);

/**
 * Reads what a token endpoint answered, whatever it calls the content: any 2xx may bring a token,
 * and a code of OAuth in `error` is one that does not.
 * @param body up to `TOKEN_RESPONSE_BYTES` of it
 */
export function readTokenResponse(status: number, body: string): TokenResponse {
  const answer = membersOf(body);
  if (
    answer === undefined &&
    Buffer.byteLength(body) > TOKEN_RESPONSE_BYTES - LONGEST_CHARACTER_BYTES
  ) {
    return refused("the token endpoint's answer is longer than 64 KB");
  }
  const { access_token: token, token_type: type, expires_in: expiresIn, error } = answer ?? {};
  const code = errorCodeOf(error);
  if (status < 200 || status > 299 || code !== undefined) {
    return refused(
      `the token endpoint answered ${status}${code === undefined ? "" : ` (${code})`}`,
    );
  }
  if (typeof token !== "string" || token.length > MAX_TOKEN_LENGTH || !TOKEN.test(token)) {
    return refused("the token endpoint's answer holds no usable access token");
  }
  const kind = type ?? "";
  if (typeof kind !== "string" || !BEARER.test(kind)) {
    return refused("the token endpoint gave a token of another type than Bearer");
  }
  return { ok: true, token, lifetimeSeconds: lifetimeOf(expiresIn) };
}

function lifetimeOf(expiresIn: unknown): number {
  const isNumber = typeof expiresIn === "number";
  const isText = typeof expiresIn === "string" && SECONDS.test(expiresIn);
  const seconds = isNumber || isText ? Number(expiresIn) : -1;
  return seconds < 0 ? DEFAULT_LIFETIME_SECONDS : Math.min(seconds, MAX_LIFETIME_SECONDS);
}

/** A known code, as it is or in an object, in any case. */
function errorCodeOf(error: unknown): string | undefined {
  const given = isJsonObject(error) ? error["code"] : error;
  const code = typeof given === "string" ? given.toLowerCase() : "";
  return ERROR_CODES.has(code) ? code : undefined;
}

function membersOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.replace(/^\uFEFF/u, "")); // a byte order mark
    return isJsonObject(value) ? value : {};
  } catch {
    return undefined;
  }
}

function refused(message: string): TokenResponse {
  return { ok: false, message };
}
