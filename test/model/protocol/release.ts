import { At, Outcome, Status } from "./fields.ts";
import { kindOf, loseReply, type Step } from "./moves.ts";
import { chooseByOldStanding, handOverPool, poolOf } from "./pools.ts";
import type { Settings } from "./settings.ts";
import { WAITS } from "./settings.ts";
import { type Delivery, type Invocation, type State } from "./state.ts";

/** R1: sends the record's dispatch, with what is left to wait. */
export const send: Step = (settings, state, i, move) => {
  const { without } = settings;
  if (without.sendBeforeMark) {
    move(kindOf(i), (to) => {
      const me = to.invocation(i);
      const record = to.delivery(me.delivery);
      me.at = At.ack;
      if (isSameWait(me, record)) {
        me.sent = to.freshId();
        mark(record, me.sent);
        me.at = At.mark;
      }
      return "R2, first: marks";
    });
    return;
  }
  const early = without.delayCommitsFirst === true && state.invocation(i).outcome === Outcome.delay;
  const sendOnce = (to: State, pool: number) => {
    const me = to.invocation(i);
    const record = to.delivery(me.delivery);
    const isSeen = record.dispatch === me.seenDispatch;
    me.sent = early
      ? to.send(me.delivery, record.attempts + 1, 0, WAITS.delay)
      : to.send(me.delivery, me.seenDispatch, 0, isSeen ? record.due : 0, pool);
    me.at = early ? At.commit : At.mark;
  };
  const me = state.invocation(i);
  const isHandOver = me.elsewhere !== 0;
  const target = without.handOverElsewhere ? poolOf(state, me) : handOverPool(settings, state, me);
  const pool = isHandOver ? target : state.rest.serving;
  move(kindOf(i), (to) => {
    sendOnce(to, pool);
    return "R1 sends the message";
  });
  if (!isHandOver) chooseByOldStanding(settings, state, move, sendOnce);
  loseReply(settings, state, move, (to) => {
    sendOnce(to, pool);
    sendOnce(to, pool);
    return "R1 sends the message twice";
  });
};

/** R2: names the message as the carrier, if it is still the same wait. */
export const markRelease: Step = ({ without }: Settings, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    const record = to.delivery(me.delivery);
    me.at = At.ack;
    if (without.sendBeforeMark) {
      to.sendAs(me.sent, me.delivery, me.seenDispatch, 0, record.due);
      return "R1, second: sends the message";
    }
    const marks =
      record.status === Status.parked &&
      (record.dispatch === me.seenDispatch || without.dispatchAtMark === true);
    if (marks) {
      mark(record, me.sent);
      if (without.markKeepsDispatch) record.dispatch += 1;
    }
    me.sent = 0;
    return marks ? "R2 marks" : "R2 refused: somebody else carries it";
  });
};

function isSameWait(me: Invocation, record: Delivery): boolean {
  return record.status === Status.parked && record.dispatch === me.seenDispatch;
}

/** `dispatch` stays: the message that waits for its mark must fit. */
export function mark(record: Delivery, carrier: number): void {
  record.status = Status.queued;
  record.carrier = carrier;
}
