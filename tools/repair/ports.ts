import type { EventHead } from "../../lambdas/shared/domain/accepted-event.ts";
import type { DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import type { LaneOwner } from "../../lambdas/shared/domain/lane.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { DeliveryRecords } from "../../lambdas/shared/waiting/delivery-ports.ts";
import type { LaneNotes } from "../../lambdas/shared/waiting/lane-ports.ts";

/** What the scan finds at once. */
export interface FoundPage {
  readonly events: readonly EventHead[];
  readonly records: readonly DeliveryRecord[];
}

/**
 * What was found of one delivery, and what became of it.
 * - `would`: it was left as it is, in a dry run
 * - `repaired`: it waits for its lane, where the sweep looks
 * - `moved_on`: somebody else went on with it meanwhile
 * - `failed`: a call failed; the next run finds it again
 */
export interface Finding extends Tenant {
  readonly found: "queued" | "absent" | "parked";
  readonly result: "would" | "repaired" | "moved_on" | "failed";
}

/** What `makeRepairPage` needs. */
export interface RepairPorts {
  readonly records: Pick<DeliveryRecords, "read" | "commit">;
  readonly lanes: LaneNotes;
  /** Something was due for so long: a message carries it no more. */
  readonly overdueMs: number;
  readonly isDryRun: boolean;
  /** Told of each delivery that failed. Never throws. */
  readonly reportFailure: (delivery: LaneOwner, error: unknown) => void;
  readonly now: () => number;
}
