import type { CloudPlan } from "../../tools/virtual-aws/cloud-plan.ts";
import { receiverOf } from "../../tools/virtual-aws/virtual-receiver.ts";
import { WINDOW_STARTS_MS } from "./isolation-events.ts";
import { ANSWER_MS, type Around, type Situation, type Takes } from "./isolation-situations.ts";

/** All receivers, and the network before them. */
export function receiverOfAll(
  beside: Situation | undefined,
  { stallMs = 0 }: Around,
): CloudPlan["receive"] {
  const requests = new Map<number, number>();
  return (request, startedAtMs) => {
    const sinceMs = startedAtMs - WINDOW_STARTS_MS;
    const stalledMs = sinceMs >= 0 ? Math.max(0, stallMs - sinceMs) : 0;
    const index = Number(/^https:\/\/r(\d+)/u.exec(request.url)?.[1] ?? Number.NaN);
    const before = requests.get(index) ?? 0;
    requests.set(index, before + 1);
    const takes = Number.isNaN(index) ? ANSWER_MS : beside?.takes(index, sinceMs, before);
    return answerTo(request, startedAtMs, takes ?? ANSWER_MS, stalledMs);
  };
}

function answerTo(
  request: Parameters<CloudPlan["receive"]>[0],
  startedAtMs: number,
  takes: Takes,
  stalledMs: number,
): ReturnType<CloudPlan["receive"]> {
  const answerMs = stalledMs + (typeof takes === "number" ? takes : ANSWER_MS);
  const isTimeout = takes === "hangs" || answerMs >= request.timeoutMs;
  return receiverOf({
    upFromMs: isTimeout || takes === "fails" ? Infinity : 0,
    downAnswer: isTimeout ? "timeout" : 500,
    answerMs,
  })(request, startedAtMs);
}
