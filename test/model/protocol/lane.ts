import { foundAs, released } from "./breaker.ts";
import { start } from "./ensure-lane.ts";
import { LaneState, Lap } from "./fields.ts";
import {
  goOn,
  type LaneStep,
  type LaneSteps,
  markRelease,
  rest,
  send,
  sleep,
} from "./lane-release.ts";
import { Kind } from "./moves.ts";
import { QUIET, type Settings } from "./settings.ts";
import { type Execution, isAnythingListed, isRunning, type State } from "./state.ts";

/** L1: heartbeat, if the lane is still this execution's. */
const wake: LaneStep = ({ without }, _state, k, move) => {
  move(Kind.lane, (to) => {
    const me = to.execution(k);
    const { lane: item } = to;
    const isMine = item.generation === me.generation;
    if (isRunning(item.state) && (isMine || without.generationAtWake)) {
      item.heartbeat = 0;
      if (!without.restOfThisWake) item.rested = 0;
      item.state = LaneState.open;
      me.lap = Lap.query;
      me.delivery = 0;
      return "L1 wakes: open, heartbeat";
    }
    if (item.state === LaneState.opening && !isMine && !without.startSuccessor) {
      me.lap = Lap.startSuccessor;
      return "L1 refused: the lane is opening for another generation";
    }
    to.endExecution(me);
    return "L1 refused: ends";
  });
};

const startSuccessor: LaneStep = (_settings, _state, k, move) => {
  move(Kind.lane, (to) => {
    start(to, to.lane.generation);
    to.endExecution(to.execution(k));
    return "L1 starts the execution of the lane's generation, and ends";
  });
};

/** L2: asks the index for what is due within the horizon, one delivery after the other. */
const query: LaneStep = (settings, state, k, move) => {
  const ways = released(settings, state, state.execution(k).delivery);
  for (const as of ways) {
    move(Kind.lane, (to) => {
      const me = to.execution(k);
      if (me.delivery === 0) to.rest.owed = 0;
      me.dispatch = to.delivery(me.delivery).listedDispatch;
      me.as = as;
      me.lap = Lap.send;
      return foundAs(as);
    });
  }
  if (ways.length > 0) return;
  move(Kind.lane, (to) => {
    const me = to.execution(k);
    if (me.delivery === 0) to.rest.owed = 0;
    goOn(settings, to, me);
    if (me.lap !== Lap.empty || state.rest.laneRestarts > 0) return "L2 finds nothing to release";
    return `L2 finds nothing to release; ${lookAgain(settings, to, me)}`;
  });
};

const look: LaneStep = (settings, _state, k, move) => {
  move(Kind.lane, (to) => lookAgain(settings, to, to.execution(k)));
};

/** L4: is anything left in the index? */
function lookAgain(settings: Settings, to: State, me: Execution): string {
  if (isAnythingListed(to)) return `L4 not empty${leave(settings, me)}`;
  me.lap = Lap.close;
  me.delivery = 0;
  me.timer = 0;
  return "L4 empty";
}

/** L5: closes, if nobody parked since the quiet time before L4. */
const close: LaneStep = (settings, _state, k, move) => {
  const { without } = settings;
  move(Kind.lane, (to) => {
    const me = to.execution(k);
    const { lane: item } = to;
    const sinceRead = without.quietToTheRead ? 0 : me.timer;
    const isQuiet = item.parked - sinceRead >= QUIET || without.quietTime === true;
    const isOpen = item.state === LaneState.open && isQuiet;
    if (item.generation === me.generation && (isOpen || without.closeCondition)) {
      item.state = LaneState.closed;
      item.heartbeat = 0;
      // Whoever parked meanwhile opens it again, and the execution that is started looks at once.
      to.rest.owed = 0;
      to.endExecution(me);
      return "L5 closes the lane";
    }
    return `L5 refused${leave(settings, me)}`;
  });
};

/** L7, and the sleep; a step of its own where somebody may look how the lane is. */
function leave({ faults }: Settings, me: Execution): string {
  if (faults.wake === 0) {
    sleep(me);
    return ": sleeps";
  }
  me.lap = Lap.rest;
  me.delivery = 0;
  me.timer = 0;
  return "";
}

/** L7: whoever wakes the lane may supersede this execution now, unless it was called meanwhile. */
const restNow: LaneStep = ({ without }, _state, k, move) => {
  move(Kind.lane, (to) => {
    const me = to.execution(k);
    const { lane: item } = to;
    if (item.generation !== me.generation || item.state !== LaneState.open) {
      rest(me, Lap.wake);
      return "L7 refused: wakes again";
    }
    const isCalled = item.called === 1;
    item.called = 0;
    if (isCalled && !without.calledAtRest) {
      rest(me, Lap.wake);
      return "L7 was called: wakes again soon";
    }
    item.rested = 1;
    sleep(me);
    return "L7 rests: sleeps";
  });
};

/** L6: the next generation takes over. */
const restart: LaneStep = (_settings, _state, k, move) => {
  move(Kind.lane, (to) => {
    const me = to.execution(k);
    const { lane: item } = to;
    if (item.generation !== me.generation || item.state !== LaneState.open) {
      me.lap = Lap.wake;
      me.age = 0;
      return "L6 refused";
    }
    item.generation += 1;
    item.state = LaneState.opening;
    item.heartbeat = 0;
    item.parked = 0;
    me.lap = Lap.startSuccessor;
    return "L6 opens the next generation";
  });
};

/** L, by where the execution is. */
export const LANE: LaneSteps = {
  [Lap.wake]: wake,
  [Lap.query]: query,
  [Lap.send]: send,
  [Lap.mark]: markRelease,
  [Lap.empty]: look,
  [Lap.close]: close,
  [Lap.restart]: restart,
  [Lap.startSuccessor]: startSuccessor,
  [Lap.rest]: restNow,
};
