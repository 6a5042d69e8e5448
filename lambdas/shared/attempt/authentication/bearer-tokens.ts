import type { TokenResponse } from "../../domain/token-response.ts";
import type { BearerTokens } from "../ports.ts";

/** A token is replaced so long before its end: a request still has to arrive and be checked. */
const MARGIN_SECONDS = 30;

/**
 * The access token of one webhook, in one version of its configuration: kept until shortly before
 * its end (of short-lived ones the first half), and fetched once at a time, whoever waits for it. A
 * failure is not kept.
 * @param fetchToken fetches a new one; has a timeout of its own, and never rejects
 */
export function makeBearerTokens(
  fetchToken: () => Promise<TokenResponse>,
  now: () => number,
): BearerTokens {
  let kept: { readonly token: string; readonly untilMs: number } | undefined;
  let fetching: Promise<TokenResponse> | undefined;

  async function fetchAndKeep(): Promise<TokenResponse> {
    const answer = await fetchToken();
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
