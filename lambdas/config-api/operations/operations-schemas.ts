import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import { countOf } from "../../shared/domain/tally.ts";
import { applicationId, environment, timeOut, timeText } from "../http/fields.ts";
import type { DayTally } from "./counted-ends.ts";
import type { DownReceiver } from "./down-receivers.ts";
import type { WaitingReceiver } from "./waiting-receivers.ts";

/** What the operator sees, in the order in which it is listed. */
export const OPERATION_KINDS = ["down", "waiting", "dropped", "rejected", "unaddressed"] as const;

/** One of these. */
export type OperationKind = (typeof OPERATION_KINDS)[number];

const reasons = z
  .record(z.string(), z.number())
  .meta({ description: "How often, reason by reason." });

const webhookStatus = z.enum(["enabled", "disabled", "gone", "deleted"]);
const isMore = z
  .boolean()
  .meta({ description: "There are more than the thousand that were counted." });

const downOut = z
  .object({
    kind: z.literal("down"),
    application: applicationId,
    environment,
    webhook_id: z.string(),
    webhook_status: webhookStatus,
    state: z
      .enum(["down", "recovering"])
      .meta({ description: "recovering: it answered again, and gets what waits." }),
    since: timeOut,
    probed_at: timeOut
      .optional()
      .meta({ description: "When the last attempt began that failed while it was down." }),
    parked: z.number().meta({ description: "Deliveries that wait for it." }),
    more: isMore,
  })
  .meta({ id: "DownReceiver" });

const waitingOut = z
  .object({
    kind: z.literal("waiting"),
    application: applicationId,
    environment,
    webhook_id: z.string(),
    webhook_status: webhookStatus,
    rate_limit: z.object({ per_second: z.number() }).optional().meta({
      description: "Requests a second that its webhook allows; what is due waits for that, too.",
    }),
    max_in_flight: z.number().optional().meta({ description: "Requests at once, likewise." }),
    parked: z.number().meta({
      description:
        "Deliveries that wait for a later attempt; 0: some may lie in the queue, for an attempt within 15 minutes.",
    }),
    more: isMore,
    next_attempt_at: timeOut.optional(),
    oldest_accepted_at: timeOut.optional().meta({
      description: "Of four deliveries that were looked at; others may be older.",
    }),
    attempt_count: z.number().optional().meta({ description: "The most of those four." }),
    last_outcomes: z
      .array(z.string())
      .meta({ description: "HTTP statuses and names of failures of those four, each once." }),
    lane_used_at: timeOut,
  })
  .meta({ id: "WaitingReceiver" });

const countedOut = z
  .object({
    kind: z.enum(["dropped", "rejected", "unaddressed"]),
    application: applicationId.optional(),
    environment: environment.optional(),
    webhook_id: z.string().optional().meta({ description: "Of dropped deliveries." }),
    day: z.string().meta({ description: "In UTC." }),
    count: z.number(),
    reasons,
  })
  .meta({ id: "CountedEnds" });

/** An element of the operator's list. */
export const operationOut = z.union([downOut, waitingOut, countedOut]);

/** A receiver that is down, or has just come back, as it is shown. */
export function showDown(receiver: DownReceiver): z.output<typeof downOut> {
  const { application, environment: where, webhookId, breaker } = receiver;
  const { state, sinceMs, probedAtMs } = breaker;
  return {
    kind: "down",
    application,
    environment: where,
    webhook_id: webhookId,
    webhook_status: receiver.webhookStatus,
    state: state === "recovering" ? "recovering" : "down",
    since: timeText(sinceMs),
    ...(probedAtMs > 0 && { probed_at: timeText(probedAtMs) }),
    parked: receiver.parked,
    more: receiver.isMore,
  };
}

/** A receiver with waiting deliveries as it is shown. */
export function showWaiting(receiver: WaitingReceiver): z.output<typeof waitingOut> {
  const { nextAttemptAtMs, oldestAcceptedAtMs, attempts } = receiver;
  const { perSecond, inFlight } = receiver.limit ?? {};
  return {
    kind: "waiting",
    application: receiver.application,
    environment: receiver.environment,
    webhook_id: receiver.webhookId,
    webhook_status: receiver.webhookStatus,
    ...(perSecond !== undefined && { rate_limit: { per_second: perSecond } }),
    parked: receiver.parked,
    more: receiver.isMore,
    ...defined({
      max_in_flight: inFlight,
      next_attempt_at: timeText(nextAttemptAtMs),
      oldest_accepted_at: timeText(oldestAcceptedAtMs),
      attempt_count: attempts,
    }),
    last_outcomes: [...receiver.lastOutcomes],
    lane_used_at: timeText(receiver.laneUsedAtMs),
  };
}

/** A tally as it is shown. */
export function showCounted({ owner, reasons: counts }: DayTally, day: string) {
  const { kind } = owner;
  const counted = { day, count: countOf(counts), reasons: { ...counts } };
  if (kind === "unaddressed") return { kind, ...counted };
  const { application, environment: where } = owner;
  const webhook = kind === "dropped" ? { webhook_id: owner.webhookId } : {};
  return { kind, application, environment: where, ...webhook, ...counted };
}
