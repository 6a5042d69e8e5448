import type { RecordChange } from "../../../shared/domain/commit.ts";
import { NO_CARRIER, type DeliveryRecord } from "../../../shared/domain/delivery-record.ts";

/**
 * What a resend does to a record: parked, due now, with a fresh schedule, whatever became of the
 * delivery before. It counts as no attempt, and the record loses its TTL: it is not terminal any
 * more.
 */
export function resendChange(
  record: Pick<DeliveryRecord, "attempts" | "acceptedAtMs">,
  nowMs: number,
): RecordChange {
  return {
    set: {
      status: "parked",
      carrier: NO_CARRIER,
      nextAttemptAtMs: nowMs,
      scheduleFrom: record.attempts,
      // By which it is told from a first schedule, whatever the clocks.
      scheduledAtMs: Math.max(nowMs, record.acceptedAtMs + 1),
    },
    remove: ["expiresAtSeconds", "settledAtMs", "dropReason", "burials", "endsAtMs"],
    attempts: 0,
  };
}
