import { refuse } from "./commit.ts";
import { At, Status } from "./fields.ts";
import { kindOf, loseReply, type Step } from "./moves.ts";
import { otherPool, putFor } from "./pools.ts";
import { isTerminal, type State } from "./state.ts";

/** H1, where no record is: the same message once more, for the other pool. */
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
    me.sent = to.send(me.delivery, dispatch, first === 1 ? 1 : 0, 0, otherPool(to, me));
    const isCopy = without.handOverCommits || me.seenStatus !== Status.absent;
    me.at = isCopy ? At.ack : At.handOverCommit;
  };
  move(kindOf(i), (to) => {
    sendOnce(to);
    return "H1 sends the message to the other pool";
  });
  loseReply(settings, state, move, (to) => {
    sendOnce(to);
    sendOnce(to);
    return "H1 sends the message to the other pool twice";
  });
};

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
