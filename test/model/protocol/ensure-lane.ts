import { At, LaneState, Lap } from "./fields.ts";
import { kindOf, loseReply, type Step } from "./moves.ts";
import type { Settings } from "./settings.ts";
import { type Invocation, isDead, isRunning, MOST_GENERATIONS, type State } from "./state.ts";

/** E1: reads the lane item. */
export const readLane: Step = (settings, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    const { lane } = to;
    me.laneState = lane.state;
    me.laneGeneration = lane.generation;
    const isLost = lane.state === LaneState.open && isDead(lane) && !settings.without.heartbeat;
    if (!isRunning(lane.state) || isLost) {
      me.at = At.openLane;
      return "E1: closed, absent, or open with an old heartbeat";
    }
    if (lane.state === LaneState.opening) {
      me.at = At.touchLane;
      return "E1: opening";
    }
    if (settings.without.touch || (settings.touchSaved && lane.parked === 0)) {
      me.at = At.ack;
      return "E1: open and fresh, parkedAt too";
    }
    me.at = At.touchLane;
    return "E1: open and fresh";
  });
};

/** E2: opens it for the next generation. */
export const openLane: Step = (settings, state, i, move) => {
  const me = state.invocation(i);
  const { lane } = state;
  const isAsSeen =
    lane.generation === me.laneGeneration &&
    lane.state === me.laneState &&
    (lane.state !== LaneState.open || isDead(lane));
  if (!isAsSeen && !settings.without.openCondition) {
    move(kindOf(i), (to) => {
      to.invocation(i).at = At.readLane;
      return "E2 refused";
    });
    return;
  }
  move(kindOf(i), (to) => {
    open(settings, to);
    to.invocation(i).laneGeneration = to.lane.generation;
    to.invocation(i).at = At.startExecution;
    return "E2 opens the lane: generation + 1, opening";
  });
  loseReply(settings, state, move, (to) => {
    open(settings, to);
    to.invocation(i).at = At.readLane;
    return "E2 is written, its reply is lost, and its repetition is refused";
  });
};

function open({ without }: Settings, to: State): void {
  const { lane } = to;
  if (lane.generation >= MOST_GENERATIONS) {
    to.see("more executions or generations than the model has room for");
    return;
  }
  if (without.generationGoesOn && lane.state === LaneState.absent) lane.generation = 0;
  lane.generation += 1;
  lane.state = without.openingState ? LaneState.open : LaneState.opening;
  lane.heartbeat = 0;
  lane.rested = 0;
  lane.parked = 0;
}

/** E3: parkedAt = now. */
export const touchLane: Step = (_settings, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    if (to.lane.generation !== me.laneGeneration || !isRunning(to.lane.state)) {
      me.at = At.readLane;
      return "E3 refused";
    }
    to.lane.parked = 0;
    me.at = me.laneState === LaneState.opening ? At.startExecution : At.ack;
    return "E3 touches the lane: parkedAt = now";
  });
};

/** E4: StartExecution, named after webhook and generation. */
export const startExecution: Step = ({ without }, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    if (start(to, me.laneGeneration)) {
      me.at = At.ack;
      return "E4 StartExecution: accepted";
    }
    const isCurrent = to.lane.generation === me.laneGeneration;
    if (isCurrent && to.lane.state === LaneState.opening && !without.nextGeneration) {
      me.laneState = LaneState.opening;
      me.at = At.openLane;
      return "E4 StartExecution: it has ended, and the lane is opening: next generation";
    }
    me.at = isDoneAnyway(without.openingState === true, to, me) ? At.ack : At.readLane;
    return "E4 StartExecution: it has ended";
  });
};

/** Open and fresh: its execution has died, and the heartbeat will tell. */
function isDoneAnyway(noOpening: boolean, to: State, me: Invocation): boolean {
  if (to.lane.generation !== me.laneGeneration) return false;
  if (to.lane.state === LaneState.open && !isDead(to.lane)) return true;
  return noOpening && isRunning(to.lane.state);
}

/**
 * StartExecution with a name: the same one as that of a running execution starts nothing and is
 * accepted; that of one that has ended is refused.
 */
export function start(to: State, generation: number): boolean {
  if (to.executions.some(({ lap, generation: g }) => lap !== Lap.none && g === generation)) {
    return true;
  }
  if (((to.rest.ended >>> generation) & 1) === 1) return false;
  const free = to.executions.find(({ lap }) => lap === Lap.none);
  if (free === undefined) {
    to.see("more executions or generations than the model has room for");
    return true;
  }
  free.lap = Lap.wake;
  free.generation = generation;
  return true;
}
