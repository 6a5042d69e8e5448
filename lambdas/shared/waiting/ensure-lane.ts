import {
  isFresh,
  laneCall,
  nextGeneration,
  type Lane,
  type LaneConstants,
  type LaneOwner,
} from "../domain/lane.ts";
import type { LaneExecutions, LaneItems } from "./lane-ports.ts";

/** Rounds before giving up, each lost to another's progress; the message then comes back. */
const MOST_ROUNDS = 8;

/** Makes sure that a lane runs which will see what was parked before the call. */
export type EnsureLane = (owner: LaneOwner) => Promise<void>;

/**
 * E of the delivery protocol.
 * @throws Error when the lane kept changing under it; the caller must not ack
 */
export function makeEnsureLane(ports: {
  readonly lanes: LaneItems;
  readonly executions: LaneExecutions;
  readonly constants: LaneConstants;
  readonly now: () => number;
}): EnsureLane {
  const { lanes, executions, constants, now } = ports;

  /** E4. Says whether the lane is sure to run. */
  async function start(owner: LaneOwner, generation: number): Promise<boolean> {
    if ((await executions.start(owner.webhookId, generation)) === "started") {
      return true;
    }
    const lane = await lanes.read(owner.webhookId);
    if (lane?.generation !== generation) {
      return false;
    }
    if (lane.state === "opening") {
      return open(owner, lane);
    }
    // Open and fresh: its execution died just now, and its heartbeat will tell.
    return lane.state === "open" && isFresh(lane, now(), constants);
  }

  /** E2, then E4. */
  async function open(owner: LaneOwner, seen: Lane | undefined): Promise<boolean> {
    const nowMs = now();
    return (
      (await lanes.open(owner, seen, nowMs)) === "written" &&
      start(owner, nextGeneration(seen, nowMs))
    );
  }

  /** E1 and what follows from it; `false` asks for another round. */
  async function round(owner: LaneOwner): Promise<boolean> {
    const lane = await lanes.read(owner.webhookId);
    const call = laneCall(lane, now(), constants);
    if (call === "done") {
      return true;
    }
    if (lane === undefined || call === "open") {
      return open(owner, lane);
    }
    if ((await lanes.touch(owner.webhookId, lane.generation, now())) === "refused") {
      return false;
    }
    return call === "touch" || start(owner, lane.generation);
  }

  return async (owner) => {
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
      if (await round(owner)) {
        return;
      }
    }
    throw new Error(`lane of ${owner.webhookId} kept changing for ${MOST_ROUNDS} rounds`);
  };
}
