import type { LaneOwner } from "../shared/domain/lane.ts";
import { inGroups } from "../shared/runtime/in-groups.ts";
import type { EnsureLane } from "../shared/waiting/ensure-lane.ts";
import type { LaneIndex, LaneList } from "../shared/waiting/lane-ports.ts";

/**
 * Lanes looked at at once: a thousand a second, with five queries each, of half a unit where there
 * is little: less than the 3,000 units that one partition of the index gives.
 */
const LOOKS_AT_ONCE = 20;

/**
 * Removals at once. Each takes an entry off the list, which is one partition of the index and takes
 * 1,000 writes a second: with two calls of some ten milliseconds for each there are 500, which
 * leaves room for the lanes that are opened meanwhile. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const REMOVALS_AT_ONCE = 10;

/** What came of some looks. */
export interface LaneLooks {
  /** Lanes with an overdue delivery that they do not hold back; all with one were ensured. */
  readonly overdue: number;
  /** How long the first of their deliveries has been due, in milliseconds; 0 without one. */
  readonly oldestOverdueMs: number;
  /** Lanes with an overdue delivery whose receiver is down. */
  readonly down: number;
  /** Lanes that nothing waits in, and that were not used for long. */
  readonly removed: number;
  readonly failed: number;
}

/** S1 and S2 of the delivery protocol, for some lanes. */
export type LookAtLanes = (owners: readonly LaneOwner[]) => Promise<LaneLooks>;

/** What `makeLookAtLanes` needs. */
export interface LookAtLanesPorts {
  readonly lanes: Pick<LaneList, "lastUsedMs" | "remove">;
  readonly index: Pick<LaneIndex, "firstDueMs">;
  readonly ensureLane: EnsureLane;
  /** Why its lane holds back what is due: down, or just back; `undefined`: it does not. */
  readonly holdsBack: (owner: LaneOwner) => Promise<"down" | "recovering" | undefined>;
  readonly constants: {
    /** A delivery that is overdue for so long was missed by its lane. */
    readonly overdueSeconds: number;
    /** A lane that nothing waits in is kept for so long after its last park, and its last wake. */
    readonly laneKeptSeconds: number;
  };
  /** Told of each lane that failed: it is looked at again in the next pass. Never throws. */
  readonly reportFailure: (owner: LaneOwner, error: unknown) => void;
  readonly now: () => number;
}

type Finding = "waiting" | "down" | { readonly overdueMs: number } | "empty" | "failed";

/**
 * Finds lanes that should have woken and did not, removes unused ones. A failure keeps no other
 * back.
 */
export function makeLookAtLanes(ports: LookAtLanesPorts): LookAtLanes {
  const { lanes, index, ensureLane, constants, now } = ports;

  /** S1. */
  async function look(owner: LaneOwner): Promise<Finding> {
    const dueMs = await index.firstDueMs(owner.webhookId);
    if (dueMs === undefined) {
      return "empty";
    }
    const overdueMs = now() - dueMs;
    if (overdueMs <= constants.overdueSeconds * 1000) {
      return "waiting";
    }
    await ensureLane(owner); // E
    const reason = await ports.holdsBack(owner);
    if (reason === undefined) return { overdueMs };
    return reason === "down" ? "down" : "waiting";
  }

  /** S2. Reading first spares the price of a write that is refused. */
  async function remove({ webhookId }: LaneOwner, usedBeforeMs: number): Promise<boolean> {
    const lastUsedMs = await lanes.lastUsedMs(webhookId);
    return (
      lastUsedMs !== undefined &&
      lastUsedMs < usedBeforeMs &&
      (await lanes.remove(webhookId, usedBeforeMs)) === "written"
    );
  }

  async function orFailed<Result>(
    owner: LaneOwner,
    act: () => Promise<Result>,
  ): Promise<Result | "failed"> {
    try {
      return await act();
    } catch (error) {
      ports.reportFailure(owner, error);
      return "failed";
    }
  }

  return async (owners) => {
    // What was noted so long before any of these looks is in the index by now, or will never be.
    const usedBeforeMs = now() - constants.laneKeptSeconds * 1000;
    const findings = await inGroups(owners, LOOKS_AT_ONCE, (owner) =>
      orFailed(owner, () => look(owner)),
    );
    const empty = owners.filter((_owner, place) => findings[place] === "empty");
    const removals = await inGroups(empty, REMOVALS_AT_ONCE, (owner) =>
      orFailed(owner, () => remove(owner, usedBeforeMs)),
    );
    const overdue = findings.flatMap((finding) =>
      typeof finding === "object" ? [finding.overdueMs] : [],
    );
    return {
      overdue: overdue.length,
      oldestOverdueMs: Math.max(0, ...overdue),
      down: count(findings, "down"),
      removed: count(removals, true),
      failed: count(findings, "failed") + count(removals, "failed"),
    };
  };
}

function count<Item>(items: readonly Item[], wanted: Item): number {
  return items.filter((item) => item === wanted).length;
}
