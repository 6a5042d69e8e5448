import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import {
  type Attempt,
  type DeliveryIdentity,
  type DeliveryRecord,
  isPending,
} from "../../shared/domain/delivery-record.ts";
import { deliveryIdOf } from "../../shared/domain/identifiers.ts";
import { limitOf, type Webhook, type WebhookLimits } from "../../shared/domain/webhook.ts";
import { applicationId, environment, timeOut, timeText } from "../http/fields.ts";

/** A delivery in an answer. */
export const deliveryOut = z
  .object({
    id: z.string(),
    event_id: z.string(),
    webhook_id: z.string(),
    event_type: z.string(),
    application: applicationId,
    environment,
    status: z.enum(["pending", "waiting", "delivered", "dropped", "cancelled"]).meta({
      description:
        "pending: no attempt has ended yet; waiting: for the next attempt; cancelled: dropped on demand.",
    }),
    drop_reason: z.string().optional(),
    attempt_count: z.number().meta({ description: "Attempts made." }),
    accepted_at: timeOut,
    next_attempt_at: timeOut.optional(),
    last_outcome: z.string().optional().meta({ description: "HTTP status, or name of a failure." }),
    settled_at: timeOut.optional().meta({ description: "When it was delivered or dropped." }),
  })
  .meta({ id: "Delivery" });

/** What an attempt means for its delivery. */
const verdict = z.enum(["succeeded", "retry", "rejected"]);

/** Why an attempt got no answer, in an answer. */
export const failureOut = z
  .object({ code: z.string(), message: z.string().optional() })
  .meta({ description: "Why there was no usable answer." });

/** One HTTP request of a delivery in an answer. */
export const attemptOut = z
  .object({
    number: z.number(),
    started_at: timeOut,
    verdict,
    time: timeOut.meta({ deprecated: true, description: "As started_at." }),
    outcome: verdict.meta({ deprecated: true, description: "As verdict." }),
    status: z.number().optional().meta({
      description:
        "HTTP status, also of an answer that did not end in time; absent when none came.",
    }),
    location: z
      .string()
      .optional()
      .meta({ description: "Where a 3xx leads to, at most 1,024 characters; it is not followed." }),
    duration_ms: z.number(),
    answer: z.string().optional().meta({ description: "Beginning of the answer's body." }),
    error: failureOut.optional(),
  })
  .meta({ id: "Attempt" });

/** A delivery with its body and all of its attempts. */
export const deliveryDetailsOut = deliveryOut
  .extend({
    attempts: z.array(attemptOut).meta({ description: "Oldest first." }),
    waits_for: z.enum(["rate_limit", "max_in_flight"]).optional().meta({
      description: "It is due, and this limit of its webhook keeps it back; both: rate_limit.",
    }),
    body: z.string().nullable().meta({ description: "As sent; null once the event is gone." }),
  })
  .meta({ id: "DeliveryDetails" });

/** A delivery as it is shown. */
export type DeliveryOut = z.output<typeof deliveryOut>;

/** A delivery as it is shown. */
export function showDelivery(record: DeliveryRecord): DeliveryOut {
  if (isPending(record)) return showPending(record);
  const { dropReason, nextAttemptAtMs, lastOutcome, settledAtMs } = record;
  return {
    ...identity(record),
    status: statusOf(record),
    ...defined({ drop_reason: dropReason }),
    attempt_count: record.attempts,
    accepted_at: timeText(record.acceptedAtMs),
    ...defined({
      next_attempt_at: timeText(nextAttemptAtMs),
      last_outcome: lastOutcome,
      settled_at: timeText(settledAtMs),
    }),
  };
}

/** What keeps a delivery back that is due, if anything does. */
export function showWaitsFor(
  { status, nextAttemptAtMs = Infinity }: DeliveryRecord,
  webhook: Pick<Webhook, "status" | "config"> | undefined,
  defaults: WebhookLimits,
  nowMs: number,
): Pick<z.output<typeof deliveryDetailsOut>, "waits_for"> {
  const isDue = (status === "queued" || status === "parked") && nextAttemptAtMs <= nowMs;
  if (!isDue || webhook?.status !== "enabled") return {};
  const { perSecond, inFlight } = limitOf(webhook.config, defaults) ?? {};
  if (perSecond !== undefined) return { waits_for: "rate_limit" };
  return inFlight === undefined ? {} : { waits_for: "max_in_flight" };
}

/** A delivery of which no attempt has ended yet, as it is shown. */
export function showPending(delivery: DeliveryIdentity): DeliveryOut {
  return {
    ...identity(delivery),
    status: "pending",
    attempt_count: 0,
    accepted_at: timeText(delivery.acceptedAtMs),
  };
}

/** An attempt as it is shown. */
export function showAttempt(attempt: Attempt): z.output<typeof attemptOut> {
  const { number, startedAtMs, verdict: found, durationMs } = attempt;
  const { httpStatus, location, answer, failure, message } = attempt;
  return {
    number,
    started_at: timeText(startedAtMs),
    verdict: found,
    time: timeText(startedAtMs),
    outcome: found,
    duration_ms: durationMs,
    ...defined({ status: httpStatus, location, answer }),
    ...(failure !== undefined && { error: { code: failure, ...defined({ message }) } }),
  };
}

function identity(delivery: DeliveryIdentity) {
  return {
    id: deliveryIdOf(delivery),
    event_id: delivery.eventId,
    webhook_id: delivery.webhookId,
    event_type: delivery.eventType,
    application: delivery.application,
    environment: delivery.environment,
  };
}

function statusOf({ status, dropReason }: DeliveryRecord): DeliveryOut["status"] {
  if (status === "queued" || status === "parked") return "waiting";
  return status === "dropped" && dropReason === "cancelled" ? "cancelled" : status;
}
