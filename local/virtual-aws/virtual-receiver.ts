import type { OutgoingRequest, RequestSender } from "../../lambdas/shared/attempt/ports.ts";
import type { AttemptResult } from "../../lambdas/shared/domain/attempt-outcome.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** How the receiver answers while it is down: with a status, or not at all. */
export type DownAnswer = number | "timeout";

/** A receiver that is down at first. */
export interface ReceiverPlan {
  /** Epoch milliseconds from which on it answers 204; Infinity: never. */
  readonly upFromMs: number;
  readonly downAnswer: DownAnswer;
  /** How long it takes to answer, in milliseconds. */
  readonly answerMs: number;
  /** Body of its answers while it is down. */
  readonly downBody: string;
}

/** The receiver as the sender of deliver sees it. `onWait` is told how long each request takes. */
export function makeVirtualReceiver(
  plan: ReceiverPlan,
  clock: VirtualClock,
  onWait: (durationMs: number) => void,
): RequestSender {
  return {
    async send(request) {
      const startedAtMs = clock.nowMs;
      const { durationMs, ...result } = answerAt(plan, startedAtMs, request);
      onWait(durationMs);
      await clock.pass(durationMs);
      return { ...result, startedAtMs, durationMs } as AttemptResult;
    },
  };
}

function answerAt(plan: ReceiverPlan, nowMs: number, request: OutgoingRequest) {
  const { upFromMs, downAnswer, answerMs, downBody } = plan;
  if (nowMs >= upFromMs) {
    return { kind: "response", status: 204, bodyHead: "", durationMs: answerMs };
  }
  if (downAnswer === "timeout") {
    const durationMs = request.timeoutMs;
    const message = `no whole response within ${durationMs / 1000} s`;
    return { kind: "failure", reason: "timeout", message, durationMs };
  }
  return { kind: "response", status: downAnswer, bodyHead: downBody, durationMs: answerMs };
}
