import { type LaneConstants, type LaneOwner, sleepsBeyond, wakeCall } from "../domain/lane.ts";
import type { EnsureLane } from "./ensure-lane.ts";
import type { LaneCalls } from "./lane-ports.ts";

/** Rounds before it is left at E: each lost one means the lane slept or woke in between. */
const MOST_ROUNDS = 3;

/** The lane of a webhook with a limit, and how long a round of it is. */
export interface PacedLane extends LaneOwner {
  readonly roundMs: number;
}

/** Makes sure that a lane looks within a round for what a limit kept back. */
export type KeepPace = (lane: PacedLane) => Promise<void>;

/**
 * E, then W for a lane that would sleep on: it is woken only where its sleep is longer than a
 * round, so that one that is keeping the pace is left alone.
 */
export function makeKeepPace(ports: {
  readonly lanes: LaneCalls;
  readonly ensureLane: EnsureLane;
  readonly constants: Pick<LaneConstants, "laneDeadSeconds">;
  readonly now: () => number;
}): KeepPace {
  const { lanes, ensureLane, constants, now } = ports;

  /** W, where E was a moment ago; `false` asks for another round. */
  async function wake(owner: PacedLane, isFirst: boolean): Promise<boolean> {
    const { webhookId, roundMs } = owner;
    const lane = await lanes.read(webhookId);
    const call = wakeCall(lane, now(), constants);
    if (lane === undefined || call === "nothing") return true;
    if (call === "ensure") {
      // Opened by that E; or since, perhaps by a W2 of our own whose reply was lost.
      if (!isFirst) await ensureLane(owner);
      return true;
    }
    if (call === "call") {
      return (await lanes.call(webhookId, lane.generation, now())) === "written";
    }
    if (!sleepsBeyond(lane, now() + roundMs)) return true;
    if ((await lanes.supersede(webhookId, lane.generation, now())) === "refused") return false;
    await ensureLane(owner); // What was opened just now is started, too.
    return true;
  }

  return async (owner) => {
    await ensureLane(owner);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      if (await wake(owner, round === 0)) return;
    }
  };
}
