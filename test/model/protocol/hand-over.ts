import { refuse } from "./commit.ts";
import { At, Pool, Status } from "./fields.ts";
import { kindOf, loseReply, type Step } from "./moves.ts";
import { handOverPool, poolOf, putFor } from "./pools.ts";
import type { Without } from "./rules.ts";
import { type Invocation, isTerminal, type State } from "./state.ts";

/** H1, where no record is: the same message once more, for the pool that serves the webhook. */
export const handOver: Step = (settings, state, i, move) => {
  const { without } = settings;
  if (without.handOverSendsFirst && state.message(state.invocation(i).message) !== undefined) {
    move(kindOf(i), (to) => {
      to.deleteMessage(to.invocation(i).message);
      return "H3, first: acks the message";
    });
    return;
  }
  const sendOnce = (to: State) => {
    const me = to.invocation(i);
    const { dispatch = 0, first = 1 } = to.message(me.message) ?? {};
    const pool = handOverPool(settings, to, me);
    me.sent = to.send(me.delivery, dispatch, first === 1 ? 1 : 0, 0, pool);
    me.at = commits(without, to, me) ? At.handOverCommit : At.ack;
    if (without.handOverAcksLast) to.deleteMessage(me.message);
  };
  move(kindOf(i), (to) => {
    sendOnce(to);
    return "H1 sends the message to another pool";
  });
  loseReply(settings, state, move, (to) => {
    sendOnce(to);
    sendOnce(to);
    return "H1 sends the message to another pool twice";
  });
};

/** H2 is next, where no record was. */
function commits({ handOverCommits, trialPoolCommits }: Without, to: State, me: Invocation) {
  if (me.seenStatus !== Status.absent || handOverCommits) return false;
  return !trialPoolCommits || poolOf(to, me) !== Pool.trial;
}

/** H2: a record whose carrier is the message that H1 sent. */
export const handOverCommit: Step = (settings, state, i, move) => {
  const { without } = settings;
  const { delivery, sent } = state.invocation(i);
  const isAbsent = state.delivery(delivery).status === Status.absent;
  if (!isAbsent && !without.handOverCondition) {
    move(kindOf(i), (to) => {
      refuse(settings, to, i);
      const me = to.invocation(i);
      me.sent = 0;
      if (without.handOverReadsAgain) me.at = At.ack;
      return "H2 refused";
    });
    return;
  }
  move(kindOf(i), (to) => {
    if (isTerminal(to.delivery(delivery).status)) to.see("a terminal state changed");
    putFor(to.delivery(delivery), sent);
    to.invocation(i).sent = 0;
    to.invocation(i).at = At.ack;
    return "H2 puts the record";
  });
  loseReply(settings, state, move, (to) => {
    putFor(to.delivery(delivery), sent);
    to.invocation(i).sent = 0;
    refuse(settings, to, i);
    return "H2 is written, its reply is lost, and its repetition is refused";
  });
};
