import type { Label } from "../equipment/system.ts";
import { mayCommit, UNATTEMPTED, write } from "./commit.ts";
import { At, Lap, Outcome, Pool, Status } from "./fields.ts";
import { rest } from "./lane-release.ts";
import { Kind, kindOf, loseReply, type Move, type Step } from "./moves.ts";
import { poolOf } from "./pools.ts";
import type { Settings } from "./settings.ts";
import { type Invocation, type State, SWEEP } from "./state.ts";

/** T1: what D4 could not write goes on as a message; T2 is the ack. */
export const carry: Step = (settings, state, i, move) => {
  const isAcked = state.message(state.invocation(i).message) === undefined;
  if (settings.without.carriedFirst && !isAcked) {
    move(kindOf(i), (to) => {
      to.deleteMessage(to.invocation(i).message);
      return "T2, first: acks the message";
    });
    return;
  }
  const sendOnce = (to: State) => {
    const { delivery, seenStatus, seenDispatch, outcome, message } = to.invocation(i);
    const dispatch = seenStatus === Status.absent ? 0 : seenDispatch;
    const sent = to.message(to.send(delivery, dispatch, 0, 0));
    if (sent === undefined) return;
    sent.carries = outcome;
    sent.of = message;
    sent.pool = poolOf(to, to.invocation(i));
  };
  const ends = (to: State) => {
    const me = to.invocation(i);
    me.outcome = Outcome.none;
    me.carried = 1;
    me.at = At.ack;
  };
  move(kindOf(i), (to) => {
    sendOnce(to);
    ends(to);
    return "T1 sends the commit";
  });
  loseReply(settings, state, move, (to) => {
    sendOnce(to);
    sendOnce(to);
    ends(to);
    return "T1 sends the commit twice";
  });
};

/** Where a worker calls a table, or one of the services after its commit. */
const FAILING: ReadonlySet<number> = new Set([
  At.read,
  At.claim,
  At.changeVisibility,
  At.send,
  At.mark,
  At.notice,
  At.readLane,
  At.openLane,
  At.touchLane,
  At.startExecution,
  At.buryRead,
  At.buryNote,
  At.resendRead,
  At.resendNote,
  At.resendCommit,
  At.removeLane,
  At.handOver,
  At.handOverCommit,
]);

/**
 * Calls that fail for longer than their function has time. After an attempt, what D4 could not
 * write is carried (T); all else comes back by the backoff, so at any time.
 */
export function throttles(settings: Settings, state: State, move: Move): void {
  if (state.rest.throttle === 0) return;
  const fails = (change: (to: State) => Label) =>
    move(Kind.fault, (to) => {
      to.rest.throttle -= 1;
      return `THROTTLE: ${change(to)}`;
    });
  for (const [i, { at }] of state.invocations.entries()) {
    if (at === At.commit) throttledCommit(settings, state, i, fails);
    if (!FAILING.has(at)) continue;
    fails((to) => {
      if (at === At.handOverCommit && poolOf(to, to.invocation(i)) === Pool.quick)
        to.rest.dearer += 1;
      comeBack(settings, to, i);
      return "a call fails";
    });
  }
  for (const [k, { lap }] of state.executions.entries()) {
    if (lap === Lap.none || lap === Lap.sleep || lap === Lap.wake) continue;
    fails((to) => {
      rest(to.execution(k), Lap.wake);
      return "the release function fails; Step Functions tries the task again, from L1";
    });
  }
  if (settings.mostReceives > 0) throttledReads(settings, state, fails);
}

type Fails = (change: (to: State) => Label) => void;

/** It was not done; or it was, but nobody says so. */
function throttledCommit(settings: Settings, state: State, i: number, fails: Fails): void {
  const goesOn = (to: State) => {
    const me = to.invocation(i);
    if (isAttempted(me) && !settings.without.commitCarried) me.at = At.carry;
    else comeBack(settings, to, i);
  };
  fails((to) => {
    goesOn(to);
    return "D4 is not written";
  });
  if (!mayCommit(settings, state, i)) return;
  fails((to) => {
    const me = to.invocation(i);
    const { seenStatus, seenDispatch } = me;
    write(settings, to, i);
    Object.assign(me, { seenStatus, seenDispatch });
    goesOn(to);
    return "D4 is written, but nobody says so";
  });
}

function isAttempted({ outcome, of }: Invocation): boolean {
  return of === 0 && !UNATTEMPTED.has(outcome);
}

/** D1, where it counts how often a message was received. */
function throttledReads({ mostReceives }: Settings, state: State, fails: Fails): void {
  for (const { id, hidden, redriven, receives } of state.messages) {
    if (id === 0 || hidden > 0 || redriven === 1 || receives >= mostReceives) continue;
    fails((to) => {
      to.message(id)!.receives += 1;
      return "D1 fails";
    });
  }
}

/** Reported as failed: soon, unless another worker may hold the message. */
function comeBack({ without }: Settings, to: State, i: number): void {
  const me = to.invocation(i);
  const message = to.message(me.message);
  const isLate = me.refused === 1 && !without.lateAfterRefusal;
  if (i < SWEEP && message?.redriven === 0 && !isLate) message.hidden = 0;
  to.end(me);
}
