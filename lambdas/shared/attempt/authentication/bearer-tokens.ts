import type { AttemptResult } from "../../domain/attempt-outcome.ts";
import { webhookSealContext } from "../../domain/seal-context.ts";
import type { TokenResponse } from "../../domain/token-response.ts";
import {
  OAUTH2_CLIENT_SECRET_FIELD,
  oauth2ParameterField,
  type Webhook,
} from "../../domain/webhook.ts";
import type { OutgoingRequest, RequestSender, SendHttp } from "../../http/http-sender.ts";
import type { Vault } from "../../vault/vault.ts";
import { fetchToken } from "./fetch-token.ts";

/** The access tokens of one webhook. */
export interface BearerTokens {
  /**
   * A token that should be good now; never rejects.
   * @param timeoutMs how long to wait for one
   * @param refused the token that the receiver refused just now: not that one again, unless nothing
   *   else is given
   */
  take(
    timeoutMs: number,
    refused?: string,
  ): Promise<
    { readonly ok: true; readonly token: string } | { readonly ok: false; readonly message: string }
  >;
}

/** A token is replaced so long before its end: a request still has to arrive and be checked. */
const MARGIN_SECONDS = 30;

/**
 * The access token of one webhook, in one version of its configuration: kept until shortly before
 * its end (of short-lived ones the first half), and fetched once at a time, whoever waits for it. A
 * failure is not kept.
 * @param fetchNew has a timeout of its own, and never rejects
 */
export function makeBearerTokens(
  fetchNew: () => Promise<TokenResponse>,
  now: () => number,
): BearerTokens {
  let kept: { readonly token: string; readonly untilMs: number } | undefined;
  let fetching: Promise<TokenResponse> | undefined;

  async function fetchAndKeep(): Promise<TokenResponse> {
    const answer = await fetchNew();
    fetching = undefined;
    kept = answer.ok
      ? { token: answer.token, untilMs: now() + usefulSeconds(answer.lifetimeSeconds) * 1000 }
      : undefined;
    return answer;
  }

  return {
    async take(timeoutMs, refused) {
      if (kept !== undefined && kept.token !== refused && kept.untilMs > now()) {
        return { ok: true, token: kept.token };
      }
      fetching ??= fetchAndKeep();
      return within(timeoutMs, fetching);
    },
  };
}

/** The access tokens of a webhook with OAuth 2.0, remembered as long as this version of it. */
export async function bearerTokensOf(
  webhook: Webhook,
  timeoutSeconds: number,
  {
    vault,
    send,
    now,
  }: {
    readonly vault: Pick<Vault, "open">;
    readonly send: SendHttp;
    readonly now: () => number;
  },
): Promise<BearerTokens | undefined> {
  const { oauth2 } = webhook.config;
  if (oauth2 === undefined) return undefined;
  const open = (field: string): Promise<string> =>
    vault.open(webhook.sealed[field] ?? "", webhookSealContext(webhook, field));
  const clientSecret = await open(OAUTH2_CLIENT_SECRET_FIELD);
  const parameters = await Promise.all(
    (oauth2.parameterNames ?? []).map(
      async (name, index) => [name, await open(oauth2ParameterField(index))] as const,
    ),
  );
  const client = { ...oauth2, clientSecret, parameters };
  return makeBearerTokens(() => fetchToken(send, client, timeoutSeconds * 1000), now);
}

function usefulSeconds(lifetimeSeconds: number): number {
  return Math.max(lifetimeSeconds - MARGIN_SECONDS, lifetimeSeconds / 2);
}

/** Each attempt has its own time: another may wait for the token from earlier, or longer. */
async function within(timeoutMs: number, fetching: Promise<TokenResponse>): Promise<TokenResponse> {
  const { promise: outOfTime, resolve } = Promise.withResolvers<TokenResponse>();
  const message = "the token endpoint gave no token within the timeout";
  const timer = setTimeout(() => resolve({ ok: false, message }), timeoutMs);
  const answer = await Promise.race([fetching, outOfTime]);
  clearTimeout(timer);
  return answer;
}

/** "Unauthorized": the token is not, or no longer, accepted (RFC 6750, section 3.1). */
const UNAUTHORIZED = 401;

/**
 * Sends a request with an access token. A receiver that answers 401 is asked once more with another
 * token, as tokens are also revoked before their end. All of it is one attempt, and takes no longer
 * than the request's timeout.
 */
export async function sendWithToken(
  ports: { readonly sender: RequestSender; readonly now: () => number },
  request: OutgoingRequest,
  tokens: BearerTokens,
): Promise<AttemptResult> {
  const startedAtMs = ports.now();
  const restMs = (): number => startedAtMs + request.timeoutMs - ports.now();
  const elapsed = () => ({ startedAtMs, durationMs: Math.max(0, ports.now() - startedAtMs) });
  const noToken = (message: string): AttemptResult => ({
    kind: "failure",
    reason: "token",
    message,
    ...elapsed(),
  });
  const send = async (token: string): Promise<AttemptResult> => {
    const headers = [...request.headers, "authorization", `Bearer ${token}`];
    const result = await ports.sender.send({
      ...request,
      headers,
      timeoutMs: Math.max(1, restMs()),
    });
    return { ...result, ...elapsed() };
  };

  const first = await tokens.take(request.timeoutMs);
  if (!first.ok) return noToken(first.message);
  const result = await send(first.token);
  if (result.kind === "failure" || result.status !== UNAUTHORIZED || restMs() <= 0) return result;
  const second = await tokens.take(restMs(), first.token);
  return second.ok ? send(second.token) : noToken(`after a 401 of the receiver: ${second.message}`);
}
