import { type LaneConstants, type LaneOwner, wakeCall } from "../domain/lane.ts";
import type { EnsureLane } from "./ensure-lane.ts";
import type { LaneCalls } from "./lane-ports.ts";

/** Rounds before giving up: each one lost means that the lane fell asleep, or woke, in between. */
const MOST_ROUNDS = 8;

/** Makes a lane that sleeps look at once for what waits in it. */
export type WakeLane = (owner: LaneOwner) => Promise<void>;

/**
 * W of the delivery protocol. An execution that sleeps cannot be reached: the next generation takes
 * over from it. One that is awake may be releasing, and no other may do so beside it: it is called,
 * and looks once more before it sleeps.
 * @throws Error when the lane kept changing under it; it wakes by itself then, after its sleep
 */
export function makeWakeLane(ports: {
  readonly lanes: LaneCalls;
  readonly ensureLane: EnsureLane;
  readonly constants: Pick<LaneConstants, "laneDeadSeconds">;
  readonly now: () => number;
}): WakeLane {
  const { lanes, ensureLane, constants, now } = ports;

  /** W1 and what follows from it; `false` asks for another round. */
  async function round(owner: LaneOwner): Promise<boolean> {
    const { webhookId } = owner;
    const lane = await lanes.read(webhookId);
    const call = wakeCall(lane, now(), constants);
    if (lane === undefined || call === "nothing") {
      return true;
    }
    if (call === "call") {
      return (await lanes.call(webhookId, lane.generation, now())) === "written";
    }
    if (
      call === "supersede" &&
      (await lanes.supersede(webhookId, lane.generation, now())) === "refused"
    ) {
      return false;
    }
    await ensureLane(owner); // E, of what W2 opened, too
    return true;
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
