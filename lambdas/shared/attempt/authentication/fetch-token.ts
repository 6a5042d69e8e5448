import type { HttpRequest } from "../../adapters/http-sender.ts";
import type { AttemptResult } from "../../domain/attempt-outcome.ts";
import type { OAuth2Config } from "../../domain/webhook.ts";
import { version } from "../../version.ts";

/** A token, or why there is none, in words that hold nothing of what the endpoint said and no secret. */
export type TokenAnswer =
  | {
      readonly ok: true;
      readonly token: string;
      /** How long it lives, counted from the answer. */
      readonly lifetimeSeconds: number;
    }
  | { readonly ok: false; readonly message: string };

/** A client of a token endpoint. */
export interface TokenClient extends OAuth2Config {
  readonly clientSecret: string;
}

/** Bytes of an answer that are read: access tokens that are JWTs with many claims take some kilobytes. */
const KEPT_ANSWER_BYTES = 65_536;
/** Longest token taken, in characters: servers commonly take 16 KB of headers or less. */
const MAX_TOKEN_LENGTH = 12_288;
/** Visible ASCII: what a header can carry in one piece. RFC 6750, section 2.1, allows less, but servers give more. */
const TOKEN = /^[\x21-\x7e]+$/u;
/** A token of unknown lifetime is asked for anew after this time; a 401 of the receiver brings a new one at once. */
const DEFAULT_LIFETIME_SECONDS = 300;
/** RFC 6749, section 5.2, and `invalid_target` of RFC 8707. Others are not repeated: they are the endpoint's own words. */
const ERROR_CODES: ReadonlySet<unknown> = new Set([
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
  "invalid_target",
]);

/**
 * Asks a token endpoint for an access token with the client's own credentials (RFC 6749, section 4.4). Never rejects.
 * @param send goes only where webhooks may go, and follows no redirect
 */
export async function fetchToken(
  send: (request: HttpRequest) => Promise<AttemptResult>,
  client: TokenClient,
  timeoutMs: number,
): Promise<TokenAnswer> {
  const result = await send({
    url: client.tokenUrl,
    headers: [
      "content-type",
      "application/x-www-form-urlencoded",
      "accept",
      "application/json",
      "user-agent",
      `Ringback/${version}`,
      ...(client.clientAuth === "basic" ? ["authorization", basicCredentials(client)] : []),
    ],
    body: requestBody(client),
    timeoutMs,
    keptBodyBytes: KEPT_ANSWER_BYTES,
  });
  if (result.kind === "failure") {
    return refused(`the token endpoint cannot be reached: ${result.message} (${result.reason})`);
  }
  const answer = parsed(result.bodyHead);
  if (result.status !== 200) {
    const code = ERROR_CODES.has(answer["error"]) ? ` (${String(answer["error"])})` : "";
    return refused(`the token endpoint answered ${result.status}${code}`);
  }
  return readToken(answer);
}

function requestBody({ clientAuth, clientId, clientSecret, scope, audience }: TokenClient): string {
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scope !== undefined) form.set("scope", scope);
  if (audience !== undefined) form.set("audience", audience);
  if (clientAuth === "body") {
    form.set("client_id", clientId);
    form.set("client_secret", clientSecret);
  }
  return form.toString();
}

/** Both parts are form-encoded before they are joined. RFC 6749, section 2.3.1. */
function basicCredentials({ clientId, clientSecret }: TokenClient): string {
  const text = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
  return `Basic ${Buffer.from(text).toString("base64")}`;
}

function formEncoded(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}

function readToken(answer: Readonly<Record<string, unknown>>): TokenAnswer {
  const { access_token: token, token_type: type, expires_in: expiresIn } = answer;
  if (typeof token !== "string" || token.length > MAX_TOKEN_LENGTH || !TOKEN.test(token)) {
    return refused("the token endpoint's answer holds no usable access token");
  }
  if (type !== undefined && (typeof type !== "string" || type.toLowerCase() !== "bearer")) {
    return refused("the token endpoint gave a token of another type than Bearer");
  }
  const lifetimeSeconds = Number(expiresIn ?? DEFAULT_LIFETIME_SECONDS); // some servers give it as text
  return {
    ok: true,
    token,
    lifetimeSeconds: lifetimeSeconds >= 0 ? lifetimeSeconds : DEFAULT_LIFETIME_SECONDS,
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function refused(message: string): TokenAnswer {
  return { ok: false, message };
}
