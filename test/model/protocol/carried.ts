import type { Label } from "../equipment/system.ts";
import { At, Outcome, Status } from "./fields.ts";
import type { Settings } from "./settings.ts";
import {
  type Delivery,
  type Invocation,
  isLive,
  isTerminal,
  type Message,
  type State,
} from "./state.ts";

/** T3: a carried commit reads the record; the first row of its table that fits. */
export function readCarried(
  { without }: Settings,
  me: Invocation,
  message: Message,
  record: Delivery,
): Label {
  const { carries, of } = message;
  const does = (at: number, label: Label, outcome: number = Outcome.none): Label => {
    me.at = at;
    me.outcome = outcome;
    return `T3: ${label}`;
  };
  if (isTerminal(record.status)) {
    const isMine = record.carrier === me.message;
    const isOld = record.carrier === of && !without.carriedTells;
    return record.status === Status.dropped && (isMine || isOld)
      ? does(At.notice, "dropped by this commit: notice")
      : does(At.ack, "terminal: ack");
  }
  if (isWaited(record, message)) {
    if (without.carriedNeverPosts) return does(At.post, "attempts once more");
    asSeen(me, message, record);
    return does(At.commit, "not written yet", carries);
  }
  if (record.status === Status.absent) return does(At.ack, "absent, and it was not: ack");
  if (carries === Outcome.delivered) return does(At.commit, "a success, in any case", carries);
  if (record.status === Status.parked) return does(At.readLane, "parked: ensures the lane");
  return record.carrier === of && !without.carriedTakesOver
    ? does(At.commit, "the old message holds it: defer", Outcome.defer)
    : does(At.ack, "queued, another message carries it: ack");
}

/** The condition compares with what the old message saw. */
function asSeen(me: Invocation, message: Message, record: Delivery): void {
  me.seenStatus = message.dispatch === 0 ? Status.absent : record.status;
  me.seenDispatch = message.dispatch;
}

/** The record is as the old message saw it. */
function isWaited(record: Delivery, { dispatch, of }: Message): boolean {
  if (record.status === Status.absent) return dispatch === 0;
  const carries = record.carrier === of || record.carrier === 0;
  return isLive(record.status) && record.dispatch === dispatch && carries;
}

/** A request was made, and a message brings its commit. */
export function isCommitOnItsWay({ messages, deliveries }: State, d: number): boolean {
  return messages.some(
    (message) =>
      message.carries !== Outcome.none &&
      message.delivery === d &&
      isWaited(deliveries[d]!, message),
  );
}
