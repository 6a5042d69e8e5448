import { start } from "./ensure-lane.ts";
import { LaneState, Lap, Status } from "./fields.ts";
import { Kind, loseReply, type Move } from "./moves.ts";
import { mark } from "./release.ts";
import { HORIZON, QUIET, type Settings } from "./settings.ts";
import { type Execution, isAnythingListed, isRunning, type State } from "./state.ts";

/** 900 s. */
const SLEEP = 2;

/** L: the next step of one execution. */
type LaneStep = (settings: Settings, state: State, k: number, move: Move) => void;

export function lane(settings: Settings, state: State, move: Move): void {
  for (let k = 0; k < state.executions.length; k += 1) {
    STEPS[state.execution(k).lap]?.(settings, state, k, move);
  }
}

/** L1: heartbeat, if the lane is still this execution's. */
const wake: LaneStep = ({ without }, _state, k, move) => {
  move(Kind.lane, (to) => {
    const me = to.execution(k);
    const { lane: item } = to;
    const isMine = item.generation === me.generation;
    if (isRunning(item.state) && (isMine || without.generationAtWake)) {
      item.heartbeat = 0;
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
const query: LaneStep = ({ deliveries }, state, k, move) => {
  move(Kind.lane, (to) => {
    const me = to.execution(k);
    const entry = to.delivery(me.delivery);
    if (entry.listed === 1 && entry.listedDue <= HORIZON && to.rest.enabled === 1) {
      me.dispatch = entry.listedDispatch;
      me.lap = Lap.send;
      return "L2 finds a delivery to release";
    }
    goOn(me, deliveries);
    if (me.lap !== Lap.empty || state.rest.laneRestarts > 0) return "L2 finds nothing to release";
    return `L2 finds nothing to release; ${lookAgain(to, me)}`;
  });
};

/** L3, R1: what the index says of the wait may be old. */
const send: LaneStep = (settings, state, k, move) => {
  if (settings.without.sendBeforeMark) {
    move(Kind.lane, (to) => {
      const me = to.execution(k);
      const record = to.delivery(me.delivery);
      if (isSameWait(me, to)) {
        me.sent = to.freshId();
        mark(record, me.sent);
        me.lap = Lap.mark;
      } else goOn(me, settings.deliveries);
      return "L3 R2, first: marks";
    });
    return;
  }
  const sendOnce = (to: State) => {
    const me = to.execution(k);
    const entry = to.delivery(me.delivery);
    me.sent = to.send(me.delivery, me.dispatch, 0, entry.listed === 1 ? entry.listedDue : 0);
    me.lap = Lap.mark;
  };
  move(Kind.lane, (to) => {
    sendOnce(to);
    return "L3 R1 sends the message";
  });
  loseReply(settings, state, move, (to) => {
    sendOnce(to);
    sendOnce(to);
    return "L3 R1 sends the message twice";
  });
};

/** L3, R2. */
const markRelease: LaneStep = ({ without, deliveries }, _state, k, move) => {
  move(Kind.lane, (to) => {
    const me = to.execution(k);
    const record = to.delivery(me.delivery);
    if (without.sendBeforeMark) {
      to.sendAs(me.sent, me.delivery, me.dispatch, 0, record.due);
      goOn(me, deliveries);
      return "L3 R1, second: sends the message";
    }
    const marks =
      record.status === Status.parked &&
      (record.dispatch === me.dispatch || without.dispatchAtMark === true);
    if (marks) {
      mark(record, me.sent);
      if (without.markKeepsDispatch) record.dispatch += 1;
    }
    goOn(me, deliveries);
    return marks ? "L3 R2 marks" : "L3 R2 refused";
  });
};

function isSameWait(me: Execution, to: State): boolean {
  const record = to.delivery(me.delivery);
  return record.status === Status.parked && record.dispatch === me.dispatch;
}

const look: LaneStep = (_settings, _state, k, move) => {
  move(Kind.lane, (to) => lookAgain(to, to.execution(k)));
};

/** L4: is anything left in the index? */
function lookAgain(to: State, me: Execution): string {
  if (isAnythingListed(to)) {
    sleep(me);
    return "L4 not empty: sleeps";
  }
  me.lap = Lap.close;
  me.delivery = 0;
  me.timer = 0;
  return "L4 empty";
}

/** L5: closes, if nobody parked since the quiet time before L4. */
const close: LaneStep = ({ without }, _state, k, move) => {
  move(Kind.lane, (to) => {
    const me = to.execution(k);
    const { lane: item } = to;
    const sinceRead = without.quietToTheRead ? 0 : me.timer;
    const isQuiet = item.parked - sinceRead >= QUIET || without.quietTime === true;
    const isOpen = item.state === LaneState.open && isQuiet;
    if (item.generation === me.generation && (isOpen || without.closeCondition)) {
      item.state = LaneState.closed;
      item.heartbeat = 0;
      to.endExecution(me);
      return "L5 closes the lane";
    }
    sleep(me);
    return "L5 refused: sleeps";
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

function goOn(me: Execution, deliveries: number): void {
  me.delivery += 1;
  me.dispatch = 0;
  me.sent = 0;
  me.lap = me.delivery >= deliveries ? Lap.empty : Lap.query;
}

function sleep(me: Execution): void {
  me.lap = Lap.sleep;
  me.timer = SLEEP;
  me.delivery = 0;
  me.dispatch = 0;
  me.sent = 0;
  me.age = 0;
}

const STEPS: Readonly<Record<number, LaneStep>> = {
  [Lap.wake]: wake,
  [Lap.query]: query,
  [Lap.send]: send,
  [Lap.mark]: markRelease,
  [Lap.empty]: look,
  [Lap.close]: close,
  [Lap.restart]: restart,
  [Lap.startSuccessor]: startSuccessor,
};
