import type {
  Attempt,
  DeliveryIdentity,
  DeliveryRecord,
} from "../shared/domain/delivery-record.ts";
import { deliveryIdOf } from "../shared/domain/identifiers.ts";
import type { LineFields } from "../shared/runtime/log-lines.ts";
import { errorFields, type Log } from "../shared/runtime/logger.ts";
import type { MetricsRecorder } from "../shared/runtime/metrics.ts";
import type { DeliverReport } from "./ports.ts";

/**
 * Logs and measures what deliver does. One "attempt" line holds the whole outcome of an attempt; of
 * first-try successes only a sample is logged, since a million of them would cost more in logs than
 * in compute.
 * @param sampleRate share of first-try successes that are logged, 0 … 1
 */
export function makeDeliverReport(
  log: Log,
  metrics: MetricsRecorder,
  sampleRate: number,
  random: () => number,
): DeliverReport {
  return {
    attempted(identity, attempt, certificate = "valid") {
      metrics.add("attemptMs", attempt.durationMs);
      if (certificate !== "valid") metrics.add("clientCertificateExpiresSoon", 1);
      const isFirstSuccess = attempt.number === 1 && attempt.verdict === "succeeded";
      if (!isFirstSuccess || random() < sampleRate) {
        log.info("attempt", { ...identityFields(identity), ...attemptFields(identity, attempt) });
      }
    },
    deferred() {
      metrics.add("deferred", 1);
    },
    carried(identity, error) {
      log.warn("commit carried", {
        ...identityFields(identity),
        failure_message: errorFields(error).error_message,
      });
    },
    committed(record, nowMs) {
      measure(metrics, record, nowMs);
      if (record.status === "dropped") {
        log.warn("dropped", {
          ...identityFields(record),
          drop_reason: record.dropReason,
          attempts: record.attempts,
          last_outcome: record.lastOutcome,
        });
      }
    },
  };
}

function measure(metrics: MetricsRecorder, record: DeliveryRecord, nowMs: number): void {
  switch (record.status) {
    case "delivered":
      metrics.add("delivered", 1);
      if (record.attempts === 1) metrics.add("firstAttemptDelivered", 1);
      metrics.add("publishToDeliveredMs", Math.max(0, nowMs - record.acceptedAtMs));
      break;
    case "dropped":
      metrics.countBy("dropped", countedReason(record));
      break;
    case "queued":
    case "parked":
      metrics.add("retried", 1);
      break;
  }
}

/** Neither is tried again: the schedule is over (receiver down) or cut short (it rejects). */
const SPENT: ReadonlySet<string | undefined> = new Set(["receiver_down", "rejected"]);

function countedReason({ dropReason }: Pick<DeliveryRecord, "dropReason">): string {
  return SPENT.has(dropReason) ? "attempts_spent" : (dropReason ?? "");
}

function identityFields(identity: DeliveryIdentity) {
  const { application, environment, webhookId, eventType } = identity;
  return {
    delivery_id: deliveryIdOf(identity),
    webhook_id: webhookId,
    application,
    environment,
    event_type: eventType,
  };
}

function attemptFields(
  { acceptedAtMs }: DeliveryIdentity,
  attempt: Attempt,
): LineFields<"attempt"> {
  const { number, verdict, httpStatus, failure, message, startedAtMs, durationMs } = attempt;
  return {
    attempt: number,
    verdict,
    http_status: httpStatus,
    failure,
    failure_message: message,
    duration_ms: durationMs,
    since_accepted_ms: Math.max(0, startedAtMs + durationMs - acceptedAtMs),
  };
}
