import { At, LaneState } from "./fields.ts";
import { Kind, type Move, type Step } from "./moves.ts";
import { keptTicks, OVERDUE, type Settings } from "./settings.ts";
import { isAnythingListed, isDead, type State, SWEEP } from "./state.ts";

/** S1 and S2: what the sweep finds when it looks at the lane item, if there is one. */
export function sweep(settings: Settings, state: State, move: Move): void {
  const { lane, deliveries } = state;
  if (!settings.sweeps || state.invocation(SWEEP).at !== At.idle) return;
  if (lane.state === LaneState.absent) return;
  const passesOver = settings.without.sweepOfDown === true && state.rest.isDown === 1;
  const overdue = passesOver
    ? -1
    : deliveries.findIndex((d) => d.listed === 1 && d.listedDue <= OVERDUE);
  // Where the lane is open and fresh, E would only touch it.
  if (overdue !== -1 && (lane.state !== LaneState.open || isDead(lane))) {
    move(Kind.sweep, (to) => {
      to.invocation(SWEEP).at = At.readLane;
      to.invocation(SWEEP).delivery = overdue;
      return "S1 finds an overdue delivery: ensures the lane";
    });
  }
  if (isUnused(settings, state) && (settings.without.removalLooks || !isAnythingListed(state))) {
    move(Kind.remove, (to) => {
      to.invocation(SWEEP).at = At.removeLane;
      return "S1 finds nothing in the index, and a lane unused for long";
    });
  }
}

/** S2: the condition on `parkedAt` and `wokenAt`. */
function isUnused(settings: Settings, { lane }: State): boolean {
  const isStill =
    lane.state === LaneState.closed || isDead(lane) || settings.without.removalOfDeadOnly === true;
  return isStill && lane.parked >= keptTicks(settings);
}

export const removeLane: Step = (settings, state, i, move) => {
  const goes =
    state.lane.state !== LaneState.absent &&
    (settings.without.removalCondition === true || isUnused(settings, state));
  move(Kind.sweep, (to) => {
    to.end(to.invocation(i));
    if (!goes) return "S2 refused: the lane was used meanwhile";
    to.lane.state = LaneState.absent;
    to.lane.heartbeat = 0;
    to.lane.parked = 0;
    to.lane.rested = 0;
    to.lane.called = 0;
    return "S2 removes the lane item";
  });
};
