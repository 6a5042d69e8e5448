import { batchCalls, type BatchScope } from "../shared/aws-client/batch-calls.ts";
import type { LaneOwner } from "../shared/domain/lane.ts";

/** Calls that are gathered at most: as many as ten batches of ten could bring. */
const MOST_CALLS = 100;

/**
 * Makes sure of each lane once for all records of a batch that were parked in it, instead of once a
 * record. Each call begins after everyone who waits for it has committed, so it speaks for all of
 * them.
 */
export function batchEnsureLane<Owner extends LaneOwner>(
  ensureLane: (owner: Owner) => Promise<void>,
  batch: BatchScope,
): (owner: Owner) => Promise<void> {
  const call = batchCalls({
    batch,
    most: MOST_CALLS,
    call(owners: readonly Owner[]) {
      const lanes = new Map(owners.map((owner) => [owner.webhookId, owner]));
      const ensured = new Map([...lanes].map(([id, owner]) => [id, ensureLane(owner)]));
      return Promise.allSettled(owners.map(async ({ webhookId }) => ensured.get(webhookId)));
    },
  });
  return async (owner) => {
    const settled = await call(owner);
    if (settled.status === "rejected") throw settled.reason;
  };
}
