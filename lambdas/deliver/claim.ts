import { applyChange, changeOf, type Commit } from "../shared/domain/commit.ts";
import {
  blankRecord,
  type DeliveryIdentity,
  type DeliveryRecord,
} from "../shared/domain/delivery-record.ts";
import type { Pool } from "../shared/domain/pool.ts";
import type { DeliveryRecords } from "../shared/waiting/delivery-ports.ts";

/** The record that a message carries by now, where it needs one; or another was quicker. */
export type Claim =
  | { readonly isClaimed: true; readonly record: DeliveryRecord | undefined }
  | { readonly isClaimed: false };

/** H2: the record of a delivery handed over before any attempt of it ended; it remains due. */
export function firstHandOver({ acceptedAtMs }: DeliveryIdentity, carrier: string): Commit {
  return { kind: "hand_over", nextAttemptAtMs: acceptedAtMs, carrier };
}

/**
 * What comes before D3, so that of several messages for one wait one attempts: the mark of what was
 * released, and perhaps is not marked yet; the record of what was handed over, and perhaps has none
 * yet.
 */
export function makeClaim(ports: {
  readonly records: Pick<DeliveryRecords, "commit" | "mark">;
  readonly own: Pool;
  readonly now: () => number;
}): (me: string, seen: DeliveryRecord | undefined, identity: DeliveryIdentity) => Promise<Claim> {
  const { records, own, now } = ports;
  return async (me, seen, identity) => {
    // R2
    if (seen?.status === "parked") {
      const result = await records.mark(seen, seen.dispatch, me);
      return result === "refused" ? { isClaimed: false } : { isClaimed: true, record: seen };
    }
    // H2, but not in the quick pool
    if (seen !== undefined || own === "quick") return { isClaimed: true, record: seen };
    const change = changeOf(firstHandOver(identity, me), me, now());
    const result = await records.commit({ seen, identity, change, me });
    return result === "refused"
      ? { isClaimed: false }
      : { isClaimed: true, record: applyChange(blankRecord(identity), change) };
  };
}
