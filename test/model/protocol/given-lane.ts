import { foundAs, released } from "./breaker.ts";
import { At, LaneState, Lap } from "./fields.ts";
import { type LaneStep, type LaneSteps, markRelease, rest, send } from "./lane-release.ts";
import { Kind, kindOf, mayFail, type Move, type Step } from "./moves.ts";
import { type Faults, type Settings } from "./settings.ts";
import type { State } from "./state.ts";

/**
 * A lane as deliver may rely on it, in place of the lane item, its executions and the sweep: once
 * ensured it runs, and one release function at a time looks whenever it likes, but sleeps after it
 * has released something. docs/protocol.md, section 5, says why that is enough for one delivery.
 */
export const ensured: Step = (_settings, _state, i, move) => {
  move(kindOf(i), (to) => {
    to.invocation(i).at = At.ack;
    return "E: the lane runs";
  });
};

/** It looks at once, and once more after that: its first look may have come too early. */
export function wakeGiven(to: State): void {
  const execution = to.execution(0);
  if (execution.lap === Lap.sleep) execution.timer = 0;
  to.lane.called = 1;
}

/** It is there from the beginning. */
export function beginGiven(state: State): void {
  state.lane.state = LaneState.open;
  rest(state.execution(0), Lap.sleep);
}

/** L2. */
const choose: LaneStep = (settings, state, k, move) => {
  if (state.execution(k).timer > 0) return;
  for (const [d, { listedDispatch }] of state.deliveries.entries()) {
    for (const as of released(settings, state, d)) {
      move(Kind.lane, (to) => {
        const me = to.execution(k);
        me.lap = Lap.send;
        me.delivery = d;
        me.dispatch = listedDispatch;
        me.as = as;
        return foundAs(as);
      });
    }
  }
};

/** After its sleep, or a crash. */
const again: LaneStep = (_settings, _state, k, move) => {
  move(Kind.lane, (to) => {
    rest(to.execution(k), Lap.sleep);
    return "L1 wakes";
  });
};

/**
 * What may happen to the lane itself; deliver sees of it at most that it looks again without a
 * sleep.
 */
export function happenToGiven(settings: Settings, state: State, move: Move): void {
  const { rest: left, executions } = state;
  const happens = (kind: keyof Faults, label: string) => {
    move(Kind.fault, (to) => {
      to.rest[kind] -= 1;
      if (kind !== "lostReply") rest(to.execution(0), Lap.sleep);
      return label;
    });
  };
  const sleeps = executions[0]?.lap === Lap.sleep;
  if (left.laneRestarts > 0 && sleeps) happens("laneRestarts", "L6: the lane restarts itself");
  if (left.throttle > 0 && sleeps) happens("throttle", "THROTTLE: the lane or the sweep fails");
  if (!mayFail(settings, state)) return;
  if (left.executionDies > 0) happens("executionDies", "FAULT: the lane's execution dies");
  if (left.crash > 0 && sleeps) happens("crash", "FAULT: the lane or the sweep dies");
  if (left.lostReply > 0) happens("lostReply", "FAULT: E2 loses its reply");
}

export const GIVEN_LANE: LaneSteps = {
  [Lap.sleep]: choose,
  [Lap.send]: send,
  [Lap.mark]: markRelease,
  [Lap.wake]: again,
};
