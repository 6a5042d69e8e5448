import type { DeliveryRecord } from "../../../lambdas/shared/domain/delivery-record.ts";
import { isOver } from "../../../lambdas/shared/domain/waiting.ts";

/** What a repair does about a record: P1 of the delivery protocol. */
export type Repair =
  /** P2: no message carries it any more, or one that has been late for so long. */
  | "park"
  /** N: its lane may have lost the message that was to wake it. */
  | "note"
  | "nothing";

/**
 * What a repair does about a record.
 * @param overdueMs a delivery that was due for so long has no message, mostly
 */
export function repairOf(
  { status, nextAttemptAtMs = 0 }: Pick<DeliveryRecord, "status" | "nextAttemptAtMs">,
  nowMs: number,
  overdueMs: number,
): Repair {
  if (status === "parked") return "note";
  return status === "queued" && nextAttemptAtMs < nowMs - overdueMs ? "park" : "nothing";
}

/**
 * Whether each delivery of an event must have a record: its first attempt was due for so long.
 * After 28 days records may be gone, and every delivery has ended.
 */
export function mustHaveRecords(acceptedAtMs: number, nowMs: number, overdueMs: number): boolean {
  return acceptedAtMs < nowMs - overdueMs && !isOver(acceptedAtMs, nowMs);
}
