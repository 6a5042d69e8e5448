import { At, LaneState } from "./fields.ts";
import { kindOf, loseReply, type Step } from "./moves.ts";
import type { Settings } from "./settings.ts";
import { isDead, MOST_GENERATIONS, type State } from "./state.ts";

/**
 * W1: reads the lane item. Where none runs, whoever parks next opens it, and that one looks at
 * once.
 */
export const wakeLane: Step = ({ lane: kind, without }, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    const { lane } = to;
    if (kind === "given") {
      me.at = At.ack;
      return "W: the lane looks at once";
    }
    me.laneState = lane.state;
    me.laneGeneration = lane.generation;
    if (lane.state === LaneState.closed || lane.state === LaneState.absent) {
      me.at = At.ack;
      return "W1: closed, or absent";
    }
    if (lane.state === LaneState.opening || isDead(lane)) {
      to.rest.owed = 1;
      me.at = without.wakeEnsures ? At.ack : At.readLane;
      return "W1: opening, or open with an old heartbeat: ensures the lane";
    }
    const isAsleep = lane.rested === 1 || without.restAtSupersede === true;
    me.at = isAsleep ? At.supersede : At.call;
    return `W1: open and fresh, ${isAsleep ? "asleep" : "awake"}`;
  });
};

/** W2: the next generation takes over from an execution that sleeps; E starts it. */
export const supersede: Step = (settings, state, i, move) => {
  const { lane } = state;
  const isAsleep = lane.rested === 1 || settings.without.restAtSupersede === true;
  if (!isOpenAsSeen(state, i) || !isAsleep) {
    move(kindOf(i), (to) => again(to, i, "W2 refused"));
    return;
  }
  move(kindOf(i), (to) => {
    openNext(to);
    to.invocation(i).at = settings.without.supersedeStarts ? At.ack : At.readLane;
    return "W2 opens the next generation";
  });
  loseReply(settings, state, move, (to) => {
    openNext(to);
    return again(to, i, "W2 is written, its reply is lost, and its repetition is refused");
  });
};

/** W3: an execution that is awake looks once more before it sleeps. */
export const call: Step = ({ without }: Settings, state, i, move) => {
  const isAwake = state.lane.rested === 0 || without.callCondition === true;
  move(kindOf(i), (to) => {
    if (!isOpenAsSeen(to, i) || !isAwake) return again(to, i, "W3 refused");
    to.lane.called = 1;
    to.rest.owed = 1;
    to.invocation(i).at = At.ack;
    return "W3 calls the lane";
  });
};

function isOpenAsSeen({ lane, invocations }: State, i: number): boolean {
  return lane.state === LaneState.open && lane.generation === invocations[i]?.laneGeneration;
}

function again(to: State, i: number, label: string): string {
  to.invocation(i).at = At.wakeLane;
  return label;
}

function openNext(to: State): void {
  const { lane } = to;
  if (lane.generation >= MOST_GENERATIONS) {
    to.see("more executions or generations than the model has room for");
    return;
  }
  lane.generation += 1;
  lane.state = LaneState.opening;
  lane.heartbeat = 0;
  lane.rested = 0;
  lane.called = 1;
  to.rest.owed = 1;
}
