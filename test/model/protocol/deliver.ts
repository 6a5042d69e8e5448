import { begins, heard } from "./breaker.ts";
import { At, Outcome, Pool, Status } from "./fields.ts";
import { Kind, kindOf, loseReply, type Move, type Step } from "./moves.ts";
import { putFor } from "./pools.ts";
import { readRecord, see } from "./read-record.ts";
import { mark } from "./release.ts";
import { type Settings, VISIBILITY, WAITS } from "./settings.ts";
import { type State, SWEEP, isTerminal } from "./state.ts";

/**
 * SQS delivers a message that is not hidden to a free worker, which reads the record at once (one
 * transition).
 */
export function receive(settings: Settings, state: State, move: Move): void {
  const { mostReceives, workers } = settings;
  const free = state.invocations.findIndex(({ at }, i) => i < workers && at === At.idle);
  if (free === -1) return;
  for (const { id, hidden, redriven, receives } of state.messages) {
    if (id === 0 || hidden > 0) continue;
    if (redriven === 0 && mostReceives > 0 && receives >= mostReceives) {
      move(Kind.receive, (to) => {
        to.message(id)!.redriven = 1;
        to.message(id)!.pool = Pool.quick;
        return "SQS moves the message to the redrive queue (maxReceiveCount)";
      });
      continue;
    }
    for (const isFull of fullness(state)) {
      move(Kind.receive, (to) => {
        const message = to.message(id)!;
        if (settings.poison && redriven === 0) {
          message.hidden = VISIBILITY;
          message.receives += 1;
          return "the worker receives the message, and dies of it";
        }
        const me = to.invocation(free);
        message.hidden = VISIBILITY;
        me.message = id;
        me.delivery = message.delivery;
        me.of = message.of;
        if (redriven === 1) {
          me.at = At.buryRead;
          return "B: bury receives the message from the redrive queue";
        }
        if (mostReceives > 0) message.receives += 1;
        return readRecord(settings, to, free, isFull);
      });
    }
  }
}

/** While the receiver recovers there is room for what is new, or none. */
function fullness({ rest }: State): readonly boolean[] {
  return rest.recovers === 1 ? [false, true] : [false];
}

/** D1 once more, after a refused commit. */
export const readAgain: Step = (settings, state, i, move) => {
  for (const isFull of fullness(state)) {
    move(kindOf(i), (to) => readRecord(settings, to, i, isFull));
  }
};

/** D2: parked, its release, perhaps not yet marked, or handed over: marks itself, R2 or H2. */
export const claim: Step = (settings, state, i, move) => {
  const mayClaim = isSameWait(state, i);
  move(kindOf(i), (to) => {
    if (mayClaim) {
      markItself(to, i);
      begins(settings, to, to.invocation(i));
    }
    to.invocation(i).at = mayClaim ? At.post : At.read;
    return `D2 R2 by itself${mayClaim ? "" : ": refused, reads again"}`;
  });
  if (!mayClaim) return;
  loseReply(settings, state, move, (to) => {
    markItself(to, i);
    to.invocation(i).at = At.read;
    return "D2 R2 is written, its reply is lost, and its repetition is refused";
  });
};

function isSameWait(state: State, i: number): boolean {
  const me = state.invocation(i);
  const { status, dispatch } = state.delivery(me.delivery);
  if (me.seenStatus === Status.absent) return status === Status.absent;
  return status === Status.parked && dispatch === me.seenDispatch;
}

function markItself(to: State, i: number): void {
  const me = to.invocation(i);
  const record = to.delivery(me.delivery);
  if (me.seenStatus === Status.absent) putFor(record, me.message);
  else mark(record, me.message);
  see(me, record);
}

/** D3: POST. How it ends, and how long a policy lets it wait, is anybody's choice. */
export const post: Step = (settings, state, i, move) => {
  const { attempts, delays, without } = settings;
  const me = state.invocation(i);
  const record = state.delivery(me.delivery);
  const ends = (outcome: number, next: number, label: string) => {
    move(kindOf(i), (to) => {
      answer(to, i);
      heard(settings, to, to.invocation(i), outcome === Outcome.delivered);
      to.invocation(i).outcome = outcome;
      to.invocation(i).at = next;
      return `D3 POST: ${label}`;
    });
  };
  ends(Outcome.delivered, At.commit, "2xx");
  if (record.attempts + 1 - record.scheduleFrom >= attempts) {
    ends(Outcome.drop, At.commit, "fails, schedule spent");
    return;
  }
  const renews = isRenewed(settings, state, i);
  if (!renews) {
    ends(Outcome.hold, without.holdCommitsFirst ? At.changeVisibility : At.commit, "fails: hold");
  }
  if (delays || renews) {
    ends(Outcome.delay, without.delayCommitsFirst ? At.send : At.commit, "fails: delay");
  }
  ends(Outcome.park, At.commit, "fails: park");
};

/** The receiver gets the request; sees whether it ought to have been made. */
function answer(to: State, i: number): void {
  const me = to.invocation(i);
  const record = to.delivery(me.delivery);
  record.posts += 1;
  if (me.elsewhere !== 0) to.see("attempted in the wrong pool");
  // Whoever wrote meanwhile answers for it: two attempts at once are counted elsewhere.
  if (record.dispatch !== me.seenDispatch || record.status !== me.seenStatus) return;
  if (isTerminal(record.status)) to.see("attempted after the end");
  else if (record.status !== Status.absent && record.due > 0) to.see("attempted too early");
  else if (record.status === Status.absent && to.rest.gone === 1) {
    if (to.message(me.message)?.first === 0) to.see("attempted after the end");
  }
}

/** The message came so often that a hold becomes a short delay, with a message of its own. */
export function isRenewed({ renewFrom, without }: Settings, state: State, i: number): boolean {
  const message = state.message(state.invocation(i).message);
  if (renewFrom === 0 || without.holdsRenewed) return false;
  return message !== undefined && message.receives >= renewFrom;
}

/** D2 or D5 hold: hides the message for the rest. */
export const changeVisibility: Step = ({ without }, state, i, move) => {
  const { outcome } = state.invocation(i);
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    const record = to.delivery(me.delivery);
    const message = to.message(me.message);
    const waits =
      record.status === Status.parked ||
      (record.status === Status.queued && record.carrier === me.message);
    if (message !== undefined) message.hidden = waits ? Math.max(0, record.due) : 0;
    if (without.holdCommitsFirst) {
      if (message !== undefined) message.hidden = WAITS.hold;
      if (outcome === Outcome.hold) {
        me.at = At.commit;
        return "ChangeMessageVisibility, before the commit";
      }
    }
    to.end(me);
    return "D5 ChangeMessageVisibility(rest), reports the message as failed";
  });
};

/** D5 drop: the DLQ notice. */
export const notice: Step = (_settings, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    to.delivery(me.delivery).noticed = 1;
    me.at = At.ack;
    return "D5 drop: sends the DLQ notice";
  });
};

/** D6. The sweep and a resend have no message; they just end. */
export const ack: Step = (_settings, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    to.deleteMessage(me.message);
    to.end(me);
    return i < SWEEP ? "D6 acks the message" : "done";
  });
};
