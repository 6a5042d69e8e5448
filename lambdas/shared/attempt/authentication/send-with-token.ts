import type { AttemptResult } from "../../domain/attempt-outcome.ts";
import type { BearerTokens, OutgoingRequest, RequestSender } from "../ports.ts";

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
