import type { AttemptResult } from "../../lambdas/shared/domain/attempt-outcome.ts";
import type { HttpRequest } from "../../lambdas/shared/http/http-sender.ts";

/** How the receiver answers while it is down: with a status, or not at all. */
export type DownAnswer = number | "timeout";

/** A receiver that is down at first. */
export interface ReceiverPlan {
  /** Epoch milliseconds from which on it answers 204; Infinity: never. @default always */
  readonly upFromMs?: number;
  /** @default 503 */
  readonly downAnswer?: DownAnswer;
  /** How long it takes to answer, in milliseconds. */
  readonly answerMs: number;
  /** Body of its answers while it is down. @default empty */
  readonly downBody?: string;
}

/** What a request comes to that is sent now, and how long that takes. */
export type Receive = (request: HttpRequest, startedAtMs: number) => AttemptResult;

/** The receiver of a plan. */
export function receiverOf(plan: ReceiverPlan): Receive {
  return (request, startedAtMs) =>
    ({ ...answerAt(plan, startedAtMs, request), startedAtMs }) as AttemptResult;
}

function answerAt(plan: ReceiverPlan, nowMs: number, { timeoutMs }: HttpRequest) {
  const { upFromMs = 0, downAnswer = 503, answerMs, downBody = "" } = plan;
  if (nowMs >= upFromMs) {
    return { kind: "response", status: 204, bodyHead: "", durationMs: answerMs };
  }
  if (downAnswer === "timeout") {
    const durationMs = timeoutMs;
    const message = `no whole response within ${durationMs / 1000} s`;
    return { kind: "failure", reason: "timeout", message, durationMs };
  }
  return { kind: "response", status: downAnswer, bodyHead: downBody, durationMs: answerMs };
}
