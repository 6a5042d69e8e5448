import { changeOf, type Commit } from "../../shared/domain/commit.ts";
import {
  NO_CARRIER,
  type DeliveryIdentity,
  type DeliveryStatus,
  type DropReason,
} from "../../shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import type { DeliveryRecords } from "../../shared/waiting/delivery-ports.ts";
import type { DeliveryReader } from "./delivery-reader.ts";

const CANCELLATION: Commit = { kind: "drop", reason: "cancelled", attempted: false };

/** What became of a cancellation. */
export type CancelResult =
  | { readonly result: "cancelled" }
  /** It had ended before, and stays as it is. */
  | {
      readonly result: "ended";
      readonly status: DeliveryStatus;
      readonly dropReason: DropReason | undefined;
    }
  /** It has no record; its event is unknown, no longer kept, or not meant for this webhook. */
  | { readonly result: "no_such_delivery" };

/**
 * O of the delivery protocol, cancel: also when no attempt has ended yet; the message that comes
 * later finds the record and ends. A request that is under way is not taken back.
 */
export function makeCancel(ports: {
  readonly records: Pick<DeliveryRecords, "read" | "cancel">;
  readonly deliveries: Pick<DeliveryReader, "event">;
  readonly now: () => number;
}): (key: DeliveryKey) => Promise<CancelResult> {
  const { records, deliveries, now } = ports;

  /** What is known of the delivery, whether it has begun or not. */
  async function identityOf(key: DeliveryKey): Promise<DeliveryIdentity | undefined> {
    const event = await deliveries.event(key.eventId);
    if (event?.webhookIds.includes(key.webhookId) !== true) {
      return records.read(key);
    }
    const { application, environment, type: eventType, acceptedAtMs } = event;
    return { application, environment, ...key, eventType, acceptedAtMs };
  }

  return async (key) => {
    const identity = await identityOf(key);
    if (identity === undefined) {
      return { result: "no_such_delivery" };
    }
    // No message may act on it: it has no carrier.
    const change = changeOf(CANCELLATION, NO_CARRIER, now());
    if ((await records.cancel(identity, change)) === "written") {
      return { result: "cancelled" };
    }
    const record = await records.read(key);
    // Cancelled before: by this very request, when its reply was lost and the SDK repeated it, or
    // by another.
    return record === undefined || record.dropReason === "cancelled"
      ? { result: "cancelled" }
      : { result: "ended", status: record.status, dropReason: record.dropReason };
  };
}
