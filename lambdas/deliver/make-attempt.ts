import type { AttemptResult } from "../shared/domain/attempt-outcome.ts";
import { classifyAttempt, lastOutcomeOf, type Outcome } from "../shared/domain/classify-attempt.ts";
import type { Attempt, LastOutcome } from "../shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../shared/domain/identifiers.ts";
import { attemptRequest } from "./attempt-request.ts";
import type { ReadyWebhook, RequestSender } from "./ports.ts";

/** Characters of an answer that are kept: the whole head (1 KB), or 256 of a first-try success (3 write units, not 4). */
const FIRST_SUCCESS_ANSWER_LENGTH = 256;

/** An attempt that was made, and what it means. */
export interface MadeAttempt {
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  readonly lastOutcome: LastOutcome;
}

/** What `makeAttempt` needs. */
export interface AttemptPorts {
  readonly sender: RequestSender;
  /** No attempt takes longer, whatever its webhook asks for: the function would end before it is noted. */
  readonly longestAttemptSeconds: number;
  readonly now: () => number;
}

/** D3: sends one request and reads the result. Never throws. */
export async function makeAttempt(
  ports: AttemptPorts,
  key: DeliveryKey,
  number: number,
  payload: string,
  webhook: ReadyWebhook,
): Promise<MadeAttempt> {
  const { headers, profile } = webhook;
  const timeoutSeconds = Math.min(profile.timeoutSeconds, ports.longestAttemptSeconds);
  const result = headers.ok
    ? await ports.sender.send(
        attemptRequest(key, number, payload, webhook.endpoint, timeoutSeconds, headers.flat),
      )
    : unsendable(headers.message, ports.now());
  const outcome = classifyAttempt(result, profile.heedsReceiver);
  const isFirstSuccess = number === 1 && outcome.verdict === "succeeded";
  return {
    outcome,
    lastOutcome: lastOutcomeOf(result),
    attempt: attemptOf(result, number, outcome, isFirstSuccess),
  };
}

function unsendable(message: string, nowMs: number): AttemptResult {
  return {
    kind: "failure",
    reason: "bad_configuration",
    message,
    startedAtMs: nowMs,
    durationMs: 0,
  };
}

function attemptOf(
  result: AttemptResult,
  number: number,
  outcome: Outcome,
  isFirstSuccess: boolean,
): Attempt {
  const { startedAtMs, durationMs } = result;
  const base = { number, startedAtMs, durationMs, verdict: outcome.verdict };
  if (result.kind === "failure") {
    return { ...base, failure: result.reason, message: result.message };
  }
  const answer = isFirstSuccess
    ? result.bodyHead.slice(0, FIRST_SUCCESS_ANSWER_LENGTH)
    : result.bodyHead;
  return { ...base, httpStatus: result.status, ...(answer === "" ? {} : { answer }) };
}
