import type { AttemptResult } from "../../domain/attempt-outcome.ts";
import {
  readTokenResponse,
  TOKEN_RESPONSE_BYTES,
  type TokenResponse,
} from "../../domain/token-response.ts";
import type { OAuth2Config } from "../../domain/webhook.ts";
import type { HttpRequest } from "../../http/http-sender.ts";
import { version } from "../../version.ts";

/** A client of a token endpoint. */
export interface TokenClient extends OAuth2Config {
  readonly clientSecret: string;
  /** Further form parameters: name and value. */
  readonly parameters?: readonly (readonly [name: string, value: string])[];
}

/**
 * Asks a token endpoint for an access token with the client's own credentials (RFC 6749, section
 * 4.4). Never rejects.
 * @param send goes only where webhooks may go, and follows no redirect
 */
export async function fetchToken(
  send: (request: HttpRequest) => Promise<AttemptResult>,
  client: TokenClient,
  timeoutMs: number,
): Promise<TokenResponse> {
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
    keptBodyBytes: TOKEN_RESPONSE_BYTES,
  });
  if (result.kind === "failure") {
    const message = `the token endpoint cannot be reached: ${result.message} (${result.reason})`;
    return { ok: false, message };
  }
  return readTokenResponse(result.status, result.bodyHead);
}

function requestBody(client: TokenClient): string {
  const { clientAuth, clientId, clientSecret, scope, audience, resource, parameters = [] } = client;
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scope !== undefined) form.set("scope", scope);
  if (audience !== undefined) form.set("audience", audience);
  if (resource !== undefined) form.set("resource", resource);
  for (const [name, value] of parameters) form.set(name, value);
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
