import type { Label } from "../equipment/system.ts";
import { readCarried } from "./carried.ts";
import { At, Outcome, Status } from "./fields.ts";
import { HORIZON, type Settings } from "./settings.ts";
import { type Delivery, type Invocation, isTerminal, type Message, type State } from "./state.ts";

/**
 * D1: reads the record; the first row of the table that fits. Then what D2 says of what is mine.
 */
export function readRecord(settings: Settings, to: State, i: number): Label {
  const me = to.invocation(i);
  const message = to.message(me.message);
  const record = to.delivery(me.delivery);
  if (message === undefined) {
    to.end(me);
    return "D1: its message is gone";
  }
  see(me, record);
  const label =
    message.carries === Outcome.none
      ? row(settings, to, me, message, record)
      : readCarried(settings, me, message, record);
  if (me.refused === 0) return label;
  me.refused = 0;
  if (!IS_MINE.has(me.at) && me.of === 0) return label;
  if (me.of !== 0 && me.at !== At.commit) return label;
  if (settings.without.lateAfterRefusal) message.hidden = 0;
  to.end(me);
  return "D1 again: still mine, so it reports the message as failed and does nothing else";
}

/** What a worker does next with what is mine. */
const IS_MINE: ReadonlySet<number> = new Set([At.claim, At.post, At.changeVisibility]);

/** What a later condition compares with. */
export function see(me: Invocation, record: Delivery): void {
  me.seenStatus = record.status;
  me.seenDispatch = record.dispatch;
}

function row(
  { without }: Settings,
  to: State,
  me: Invocation,
  message: Message,
  record: Delivery,
): Label {
  if (record.status === Status.absent) {
    if (message.first === 1 || without.firstInMessage) return mine(to, me, "absent");
    return does(me, At.ack, "D1: absent, and not a first message: ack");
  }
  if (isTerminal(record.status)) {
    const tells = record.status === Status.dropped && record.carrier === me.message;
    if (tells && !without.noticeRepeated) {
      return does(me, At.notice, "D1: dropped by this message: notice again");
    }
    return does(me, At.ack, "D1: terminal: ack");
  }
  const isDue = record.due <= 0 || without.dueCheck;
  if (record.status === Status.queued) {
    if (record.carrier !== me.message && !without.carrierAtRead) {
      return does(me, At.ack, "D1: queued, another message carries it: ack");
    }
    if (!isDue) return does(me, At.changeVisibility, "D2: queued, mine, not due");
    return mine(to, me, "queued, mine, due");
  }
  const isRelease = message.dispatch === record.dispatch || without.dispatchInMessage;
  if (isRelease && !isDue) return does(me, At.changeVisibility, "D2: parked, its release, not due");
  if (isRelease && (to.rest.enabled === 1 || !without.deferCommits)) {
    const label = mine(to, me, "parked, its release, due");
    if (me.at === At.post && !without.claims) me.at = At.claim;
    return label;
  }
  if (without.laneAloneReleases && record.due <= HORIZON) {
    return does(me, At.send, "D1: parked: releases it");
  }
  return does(me, At.readLane, "D1: parked, not its release: ensures the lane");
}

function mine(to: State, me: Invocation, why: Label): Label {
  if (to.rest.enabled === 1) return does(me, At.post, `D1: ${why}`);
  me.outcome = Outcome.defer;
  return does(me, At.commit, `D2: ${why}, webhook disabled: defer`);
}

function does(me: Invocation, next: number, label: Label): Label {
  me.at = next;
  return label;
}
