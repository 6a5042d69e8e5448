import { FAN_OUTS } from "./fan-out.ts";
import { At, FanOut, Outcome, Status } from "./fields.ts";
import { Kind, kindOf, type Move, type Step } from "./moves.ts";
import { note } from "./note.ts";
import { see } from "./read-record.ts";
import { OVERDUE, type Settings } from "./settings.ts";
import { type Delivery, isLive, isTerminal, REQUEST, type State } from "./state.ts";

/** An operator does one thing at a time. */
const REPAIR = REQUEST;

/** All queues lose all they hold; what invocations have in hand goes on. */
export function loseQueues(state: State, move: Move): void {
  if (state.rest.queuesLost === 0) return;
  move(Kind.fault, (to) => {
    to.rest.queuesLost -= 1;
    to.rest.isSettled = 0;
    for (const { id, carries } of to.messages) {
      // Nobody knows of a request whose commit is lost.
      if (carries !== Outcome.none) to.rest.repaired += 1;
      to.deleteMessage(id);
    }
    for (const delivery of to.deliveries) {
      for (const message of FAN_OUTS) delivery[message] = FanOut.none;
      const isTold = delivery.status === Status.dropped && delivery.noticed === 1;
      if (!isTerminal(delivery.status) || (delivery.status === Status.dropped && !isTold)) {
        delivery.lost = 1;
      }
    }
    return "FAULT: the queues lose all messages";
  });
}

/** A tick later, every invocation of the time of the loss has ended. */
export function settle({ faults }: Settings, { rest }: State): void {
  if (rest.queuesLost < faults.queuesLost) rest.isSettled = 1;
}

/**
 * P: the repair meets one delivery. It has to, in the end, where messages were lost; where none
 * were, it may.
 */
export function repair(settings: Settings, state: State, move: Move): void {
  if (state.invocation(REPAIR).at !== At.idle) return;
  const { repair: needless, isSettled } = state.rest;
  for (const [d, delivery] of state.deliveries.entries()) {
    if (!isFound(settings, state, delivery)) continue;
    if (delivery.lost === 1 && isSettled === 1) {
      move(Kind.repair, (to) => find(to, d));
    } else if (delivery.lost === 0 && needless > 0) {
      move(Kind.fault, (to) => {
        to.rest.repair -= 1;
        return find(to, d);
      });
    }
  }
}

/** P1: what the scan stops at. An event has no age here: that is any, and counts. */
function isFound({ without }: Settings, { rest }: State, { status, due }: Delivery): boolean {
  if (status === Status.absent) return rest.gone === 0 && !without.repairOfAbsent;
  if (status === Status.parked) return !without.repairOfParked;
  return status === Status.queued && (due <= OVERDUE || without.repairWaits === true);
}

function find(to: State, d: number): string {
  const me = to.invocation(REPAIR);
  me.at = At.repairNote;
  me.delivery = d;
  see(me, to.delivery(d));
  return "P1 finds something without a message, or that may be";
}

/** N, for what is parked and for what is about to be. */
export const repairNote: Step = ({ without }, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    if (!without.repairNotes) note(to);
    if (me.seenStatus !== Status.parked) {
      me.at = At.repairCommit;
      return "P: N notes the lane";
    }
    to.delivery(me.delivery).lost = 0;
    to.end(me);
    return "P: N notes the lane of what is parked";
  });
};

/** P2: D4 defer, in the name of the message that is gone. */
export const repairCommit: Step = ({ without }, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    const record = to.delivery(me.delivery);
    const isAsSeen =
      record.status === me.seenStatus &&
      record.dispatch === me.seenDispatch &&
      (record.status === Status.absent || isLive(record.status));
    to.end(me);
    if (!isAsSeen && !without.repairCondition) return "P2 refused";
    if (isTerminal(record.status)) to.see("a terminal state changed");
    // What waits for less long has a message: to repair that is no fault that may cost a request.
    if (record.status === Status.absent || record.due <= OVERDUE) to.rest.repaired += 1;
    if (record.status === Status.absent) record.due = OVERDUE;
    record.status = Status.parked;
    record.carrier = 0;
    if (!without.repairRaisesDispatch) record.dispatch += 1;
    if (without.repairKeepsAttempts) record.attempts = 0;
    record.lost = 0;
    return "P2 parks it";
  });
};
