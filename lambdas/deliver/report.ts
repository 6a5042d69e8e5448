import type { Attempt, DeliveryRecord } from "../shared/domain/delivery-record.ts";
import { deliveryIdOf } from "../shared/domain/identifiers.ts";
import type { Log } from "../shared/runtime/logger.ts";
import type { InvocationMetrics } from "../shared/runtime/metrics.ts";
import type { DeliverReport } from "./ports.ts";

/**
 * Logs and measures one invocation of deliver. One "attempt" line holds the whole outcome of an attempt; of first-try
 * successes only a sample is logged, since a million of them would cost more in logs than in compute.
 * @param sampleRate share of first-try successes that are logged, 0 … 1
 */
export function makeDeliverReport(
  log: Log,
  metrics: InvocationMetrics,
  sampleRate: number,
  random: () => number,
): DeliverReport {
  return {
    attempted(deliveryId, webhookId, eventType, attempt, certificate = "valid") {
      metrics.add("attemptMs", attempt.durationMs);
      if (certificate !== "valid") metrics.add("clientCertificateExpiresSoon", 1);
      const isFirstSuccess = attempt.number === 1 && attempt.verdict === "succeeded";
      if (!isFirstSuccess || random() < sampleRate) {
        log.info("attempt", attemptFields(deliveryId, webhookId, eventType, attempt));
      }
    },
    committed(record, nowMs) {
      measure(metrics, record, nowMs);
      if (record.status === "dropped") {
        log.warn("dropped", {
          delivery_id: deliveryIdOf(record),
          webhook_id: record.webhookId,
          drop_reason: record.dropReason,
          attempts: record.attempts,
          last_outcome: record.lastOutcome,
        });
      }
    },
  };
}

function measure(metrics: InvocationMetrics, record: DeliveryRecord, nowMs: number): void {
  switch (record.status) {
    case "delivered":
      metrics.add("delivered", 1);
      metrics.add("publishToDeliveredMs", Math.max(0, nowMs - record.acceptedAtMs));
      break;
    case "dropped":
      metrics.add("dropped", 1);
      break;
    case "queued":
    case "parked":
      metrics.add("retried", 1);
      break;
  }
}

function attemptFields(
  deliveryId: string,
  webhookId: string,
  eventType: string,
  attempt: Attempt,
): Parameters<Log["info"]>[1] {
  return {
    delivery_id: deliveryId,
    webhook_id: webhookId,
    event_type: eventType,
    attempt: attempt.number,
    verdict: attempt.verdict,
    http_status: attempt.httpStatus,
    failure: attempt.failure,
    failure_message: attempt.message,
    duration_ms: attempt.durationMs,
  };
}
