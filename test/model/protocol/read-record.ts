import type { Label } from "../equipment/system.ts";
import { begins, unsent } from "./breaker.ts";
import { readCarried } from "./carried.ts";
import { At, Outcome, Pool, Status } from "./fields.ts";
import type { Without } from "./rules.ts";
import { HORIZON, type Settings } from "./settings.ts";
import { type Delivery, type Invocation, isTerminal, type Message, type State } from "./state.ts";

/**
 * D1: reads the record; the first row of the table that fits. Then what D2 says of what is mine.
 * @param isFull whether the pace of a receiver that recovers has no room for what is new
 */
export function readRecord(settings: Settings, to: State, i: number, isFull = false): Label {
  const me = to.invocation(i);
  const message = to.message(me.message);
  const record = to.delivery(me.delivery);
  if (message === undefined) {
    to.end(me);
    return "D1: its message is gone";
  }
  see(me, record);
  me.elsewhere = 0;
  const label =
    message.carries === Outcome.none
      ? row(settings, to, me, message, record, isFull)
      : readCarried(settings, me, message, record);
  if (me.refused === 0) return label;
  me.refused = 0;
  if (!isMine(settings, me) && me.of === 0) return label;
  if (me.of !== 0 && me.at !== At.commit) return label;
  if (settings.without.lateAfterRefusal) message.hidden = 0;
  to.end(me);
  return "D1 again: still mine, so it reports the message as failed and does nothing else";
}

/** What a worker does next with what is mine. */
const DONE_WITH_MINE: ReadonlySet<number> = new Set([At.claim, At.post, At.changeVisibility]);

function isMine({ without }: Settings, me: Invocation): boolean {
  return DONE_WITH_MINE.has(me.at) || (me.elsewhere !== 0 && !without.handOverAfterRefusal);
}

/** What a later condition compares with. */
export function see(me: Invocation, record: Delivery): void {
  me.seenStatus = record.status;
  me.seenDispatch = record.dispatch;
}

function row(
  settings: Settings,
  to: State,
  me: Invocation,
  message: Message,
  record: Delivery,
  isFull: boolean,
): Label {
  const { without } = settings;
  const takes = (why: Label) => mine(settings, to, me, message, why, isFull);
  if (record.status === Status.absent) {
    if (message.first === 1 || without.firstInMessage) {
      const label = takes("absent");
      if (me.at === At.post && putsFirst(without, message)) me.at = At.claim;
      return label;
    }
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
    return takes("queued, mine, due");
  }
  const isRelease = message.dispatch === record.dispatch || without.dispatchInMessage;
  if (isRelease && !isDue) return does(me, At.changeVisibility, "D2: parked, its release, not due");
  if (isRelease && (to.rest.enabled === 1 || !without.deferCommits)) {
    const label = takes("parked, its release, due");
    if (me.at === At.post && !without.claims) me.at = At.claim;
    return label;
  }
  if (without.laneAloneReleases && record.due <= HORIZON) {
    return does(me, At.send, "D1: parked: releases it");
  }
  return does(me, At.readLane, "D1: parked, not its release: ensures the lane");
}

function mine(
  settings: Settings,
  to: State,
  me: Invocation,
  message: Message,
  why: Label,
  isFull: boolean,
): Label {
  const { without } = settings;
  if (to.rest.enabled === 0) {
    me.outcome = Outcome.defer;
    return does(me, At.commit, `D2: ${why}, webhook disabled: defer`);
  }
  const { serving } = to.rest;
  const isElsewhere = message.pool < serving;
  const goesBack = message.pool > serving && handsBack(without, message);
  if (isElsewhere || goesBack) me.elsewhere = serving + 1;
  if ((isElsewhere && handsOn(without, message)) || goesBack) return handsOverNow(without, me, why);
  const outcome = unsent(settings, to, message, to.delivery(me.delivery), isFull);
  if (outcome === Outcome.putOff) {
    me.outcome = outcome;
    const next = without.putOffCommits ? At.ack : At.commit;
    return does(me, next, `K1: ${why}, no slot while the receiver recovers`);
  }
  if (outcome !== Outcome.none) {
    me.outcome = outcome;
    const next = without.shelveCommits ? At.ack : At.commit;
    return does(me, next, `D2: ${why}, the receiver is down`);
  }
  begins(settings, to, me);
  return does(me, At.post, `D1: ${why}`);
}

/** In the quick pool an attempt needs no record before it. */
function putsFirst({ slowPoolPuts, trialPoolPuts }: Without, { pool }: Message): boolean {
  return pool === Pool.trial ? !trialPoolPuts : pool === Pool.slow && !slowPoolPuts;
}

function handsOn({ handsOver, trialPoolHandsOn }: Without, { pool }: Message): boolean {
  return pool === Pool.trial ? !trialPoolHandsOn : !handsOver;
}

/** No pool does. */
function handsBack({ slowPoolKeeps, trialPoolKeeps }: Without, { pool }: Message): boolean {
  return (pool === Pool.trial ? trialPoolKeeps : slowPoolKeeps) === true;
}

/** Without a record by a copy; with one by D4 and R. */
function handsOverNow(without: Without, me: Invocation, why: Label): Label {
  if (me.seenStatus === Status.absent || without.handOverParks) {
    return does(me, At.handOver, `D2: ${why}, another pool serves it`);
  }
  me.outcome = Outcome.defer;
  return does(me, At.commit, `D2: ${why}, another pool serves it`);
}

function does(me: Invocation, next: number, label: Label): Label {
  me.at = next;
  return label;
}
