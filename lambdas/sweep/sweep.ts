import type { LaneOwner } from "../shared/domain/lane.ts";
import type { EnsureLane } from "../shared/waiting/ensure-lane.ts";
import type { LaneIndex, LaneOwners } from "../shared/waiting/lane-ports.ts";

/** Queries at once: 10,000 webhooks take some seconds then, far below the 3,000 reads a second of one partition. */
const AT_ONCE = 20;

/** What one sweep saw and did. */
export interface SweepResult {
  readonly webhooks: number;
  /** Webhooks with an overdue delivery, whose lane was made sure to run. */
  readonly overdue: number;
  readonly failed: number;
}

/** What `makeSweep` needs. */
export interface SweepPorts {
  readonly owners: LaneOwners;
  readonly index: Pick<LaneIndex, "holdsDueBefore">;
  readonly ensureLane: EnsureLane;
  /** A delivery that is overdue for so long was missed by its lane. */
  readonly overdueSeconds: number;
  /** Told of each webhook that failed: it is looked at again by the next sweep. Never throws. */
  readonly reportFailure: (owner: LaneOwner, error: unknown) => void;
  readonly now: () => number;
}

/**
 * S of the delivery protocol: finds lanes that should have woken and did not, and makes sure that they run. One webhook that
 * fails does not keep the others back.
 */
export function makeSweep(ports: SweepPorts): () => Promise<SweepResult> {
  const { owners, index, ensureLane, overdueSeconds, now } = ports;

  async function look(owner: LaneOwner): Promise<"well" | "overdue" | "failed"> {
    try {
      if (!(await index.holdsDueBefore(owner.webhookId, now() - overdueSeconds * 1000))) {
        return "well";
      }
      await ensureLane(owner);
      return "overdue";
    } catch (error) {
      ports.reportFailure(owner, error);
      return "failed";
    }
  }

  return async () => {
    const counts = { well: 0, overdue: 0, failed: 0 };
    let after: string | undefined;
    do {
      const page = await owners.list(after);
      for (let start = 0; start < page.owners.length; start += AT_ONCE) {
        const looks = await Promise.all(page.owners.slice(start, start + AT_ONCE).map(look));
        for (const result of looks) {
          counts[result] += 1;
        }
      }
      after = page.next;
    } while (after !== undefined);
    const { well, overdue, failed } = counts;
    return { webhooks: well + overdue + failed, overdue, failed };
  };
}
