import { Lap, Status } from "./fields.ts";
import { Kind, loseReply, type Move } from "./moves.ts";
import { chooseByOldStanding } from "./pools.ts";
import { mark } from "./release.ts";
import type { Settings } from "./settings.ts";
import type { Execution, State } from "./state.ts";

/** L: the next step of one execution. */
export type LaneStep = (settings: Settings, state: State, k: number, move: Move) => void;

/** By where the execution is (Lap). */
export type LaneSteps = Readonly<Record<number, LaneStep>>;

/** 900 s. */
const SLEEP = 2;

/** L3, R1: what the index says of the wait may be old. */
export const send: LaneStep = (settings, state, k, move) => {
  if (settings.without.sendBeforeMark) {
    move(Kind.lane, (to) => {
      const me = to.execution(k);
      const record = to.delivery(me.delivery);
      if (isSameWait(me, to)) {
        me.sent = to.freshId();
        mark(record, me.sent);
        me.lap = Lap.mark;
      } else goOn(settings, to, me);
      return "L3 R2, first: marks";
    });
    return;
  }
  const sendOnce = (to: State, pool: number) => {
    const me = to.execution(k);
    const entry = to.delivery(me.delivery);
    me.sent = to.send(me.delivery, me.dispatch, 0, entry.listed === 1 ? entry.listedDue : 0, pool);
    const message = to.message(me.sent);
    if (message !== undefined) message.as = me.as;
    me.lap = Lap.mark;
  };
  const { serving } = state.rest;
  move(Kind.lane, (to) => {
    sendOnce(to, serving);
    return "L3 R1 sends the message";
  });
  chooseByOldStanding(settings, state, move, sendOnce);
  loseReply(settings, state, move, (to) => {
    sendOnce(to, serving);
    sendOnce(to, serving);
    return "L3 R1 sends the message twice";
  });
};

/** L3, R2. */
export const markRelease: LaneStep = (settings, _state, k, move) => {
  const { without } = settings;
  move(Kind.lane, (to) => {
    const me = to.execution(k);
    const record = to.delivery(me.delivery);
    if (without.sendBeforeMark) {
      to.sendAs(me.sent, me.delivery, me.dispatch, 0, record.due);
      goOn(settings, to, me);
      return "L3 R1, second: sends the message";
    }
    const marks =
      record.status === Status.parked &&
      (record.dispatch === me.dispatch || without.dispatchAtMark === true);
    if (marks) {
      mark(record, me.sent);
      if (without.markKeepsDispatch) record.dispatch += 1;
    }
    goOn(settings, to, me);
    return marks ? "L3 R2 marks" : "L3 R2 refused";
  });
};

function isSameWait(me: Execution, to: State): boolean {
  const record = to.delivery(me.delivery);
  return record.status === Status.parked && record.dispatch === me.dispatch;
}

/** To the next delivery; a given lane has just one. */
export function goOn({ lane, deliveries }: Settings, { lane: item }: State, me: Execution): void {
  if (lane === "given") {
    sleep(me);
    if (item.called === 1) me.timer = 0;
    item.called = 0;
    return;
  }
  me.delivery += 1;
  me.dispatch = 0;
  me.sent = 0;
  me.as = 0;
  me.lap = me.delivery >= deliveries ? Lap.empty : Lap.query;
}

export function sleep(me: Execution): void {
  rest(me, Lap.sleep);
  me.timer = SLEEP;
}

/** Nothing in hand. */
export function rest(me: Execution, lap: number): void {
  me.lap = lap;
  me.timer = 0;
  me.delivery = 0;
  me.dispatch = 0;
  me.sent = 0;
  me.as = 0;
  me.age = 0;
}
