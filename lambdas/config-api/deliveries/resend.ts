import { applyChange } from "../../shared/domain/commit.ts";
import { isPending } from "../../shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import type { DeliveryRecords } from "../../shared/waiting/delivery-ports.ts";
import type { LaneNotes } from "../../shared/waiting/lane-ports.ts";
import type { Release } from "../../shared/waiting/release.ts";
import type { DeliveryReader } from "./delivery-reader.ts";
import { resendChange } from "./domain/resend-change.ts";

/** Rounds before giving up: each one lost means that an attempt ended in between. */
const MOST_ROUNDS = 8;

/** What became of a resend. All but `resent` changed nothing. */
export type ResendResult =
  | { readonly result: "resent" }
  /** No attempt has ended yet: the delivery is on its way anyhow, or there is none. */
  | { readonly result: "not_started" }
  /** The event is not kept any more (60 days). */
  | { readonly result: "event_gone" }
  /** The delivery kept changing: ask again. */
  | { readonly result: "busy" };

/**
 * O of the delivery protocol, resend: a fresh schedule from now on, in whatever state the delivery
 * is. Committed first, then released; the sweep finishes what dies in between, for the lane was put
 * on its list before.
 */
export function makeResend(ports: {
  readonly records: Pick<DeliveryRecords, "read" | "resend">;
  readonly deliveries: Pick<DeliveryReader, "event">;
  readonly lanes: LaneNotes;
  readonly release: Release;
  readonly now: () => number;
}): (key: DeliveryKey) => Promise<ResendResult> {
  const { records, deliveries, lanes, release, now } = ports;
  return async (key) => {
    if ((await deliveries.event(key.eventId)) === undefined) {
      return { result: "event_gone" };
    }
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const seen = await records.read(key); // O1
      if (seen === undefined || isPending(seen)) {
        return { result: "not_started" };
      }
      const nowMs = now();
      await lanes.note(seen, nowMs); // O2
      const change = resendChange(seen, nowMs);
      if ((await records.resend(seen, change)) === "written") {
        // O3
        await release({ ...applyChange(seen, change), nextAttemptAtMs: nowMs }); // R
        return { result: "resent" };
      }
    }
    return { result: "busy" };
  };
}
