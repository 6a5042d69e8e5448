import { shelve } from "./breaker.ts";
import { isRenewed } from "./deliver.ts";
import { At, Outcome, Status } from "./fields.ts";
import { faultsSoFar, kindOf, loseReply, type Step } from "./moves.ts";
import { HORIZON, MOST_BURIALS, type Settings, WAITS } from "./settings.ts";
import { isTerminal, type State } from "./state.ts";

const NAMES = [
  "",
  "delivered",
  "hold",
  "delay",
  "park",
  "dropped",
  "defer",
  "bury",
  "shelve",
  "expire",
  "put off",
];

/** D4: the one conditional write, and what D5 does next. */
export const commit: Step = (settings, state, i, move) => {
  const name = NAMES[state.invocation(i).outcome];
  if (!mayCommit(settings, state, i)) {
    move(kindOf(i), (to) => {
      refuse(settings, to, i);
      return `D4 ${name}: refused`;
    });
    return;
  }
  move(kindOf(i), (to) => {
    write(settings, to, i);
    act(settings, to, i);
    return `D4 ${name}`;
  });
  if (isLate(state, i)) {
    move(kindOf(i), (to) => {
      write(settings, to, i);
      const { delivery } = to.invocation(i);
      to.delivery(delivery).due = 0;
      act(settings, to, i);
      return `D4 ${name}, due by now`;
    });
  }
  loseReply(settings, state, move, (to) => {
    write(settings, to, i);
    refuse(settings, to, i);
    return `D4 ${name} is written, its reply is lost, and its repetition is refused`;
  });
};

/** A carried commit may have been on its way for as long as the wait that it asks for. */
function isLate(state: State, i: number): boolean {
  const { of, outcome } = state.invocation(i);
  return of !== 0 && WAITING.has(outcome);
}

const WAITING: ReadonlySet<number> = new Set([Outcome.hold, Outcome.delay, Outcome.park]);

export const UNATTEMPTED: ReadonlySet<number> = new Set([
  Outcome.defer,
  Outcome.bury,
  Outcome.shelve,
  Outcome.expire,
  Outcome.putOff,
]);

/** The conditions of the table. */
export function mayCommit({ without }: Settings, state: State, i: number): boolean {
  const me = state.invocation(i);
  const record = state.delivery(me.delivery);
  const isAbsent = record.status === Status.absent;
  const notTerminal = !isTerminal(record.status);
  if (me.of !== 0 && without.carriedCondition) return true;
  if (me.outcome === Outcome.delivered && !without.deliveredIsWide) {
    return notTerminal || without.deliveredNeedsLive === true;
  }
  const asSeen =
    me.seenStatus === Status.absent ? isAbsent : !isAbsent && record.dispatch === me.seenDispatch;
  const carries = isAbsent || record.carrier === 0 || record.carrier === (me.of || me.message);
  return asSeen && notTerminal && (carries || without.carrierAtCommit === true);
}

export function write(settings: Settings, to: State, i: number): void {
  const { without } = settings;
  const me = to.invocation(i);
  const record = to.delivery(me.delivery);
  if (isTerminal(record.status)) to.see("a terminal state changed");
  if (me.of !== 0 && me.outcome === Outcome.defer) to.rest.dearer += isDuplicated(settings, to);
  const isHandOver = me.outcome === Outcome.defer && me.elsewhere !== 0;
  if (isHandOver) record.handOvers += 1;
  if (isHandOver && without.handOverKeepsAttempts) record.attempts += 1;
  if (!isHandOver || !without.handOverRaisesDispatch) record.dispatch += 1;
  if (
    !UNATTEMPTED.has(me.outcome) ||
    (me.outcome === Outcome.shelve && without.shelveKeepsAttempts) ||
    (me.outcome === Outcome.putOff && without.putOffKeepsAttempts)
  ) {
    record.attempts += 1;
    record.resent = 0;
  }
  const put = (status: number, carrier: number, due: number) => {
    record.status = status;
    record.carrier = carrier;
    record.due = due;
  };
  switch (me.outcome) {
    case Outcome.delivered:
      put(Status.delivered, 0, 0);
      break;
    case Outcome.hold:
      if (me.of === 0 || without.carriedParks) put(Status.queued, me.message, WAITS.hold);
      else if (without.carriedNamesItself) put(Status.queued, me.of, WAITS.hold);
      else put(Status.parked, 0, WAITS.hold);
      break;
    case Outcome.delay: {
      const due = isRenewed(settings, to, i) ? WAITS.hold : WAITS.delay;
      if (without.delayCommitsFirst) put(Status.queued, me.sent, due);
      else put(Status.parked, 0, due);
      break;
    }
    case Outcome.park:
      put(Status.parked, 0, WAITS.park);
      break;
    case Outcome.defer:
    case Outcome.putOff:
      put(Status.parked, 0, record.status === Status.absent ? 0 : record.due);
      break;
    case Outcome.shelve:
      shelve(settings, record);
      put(Status.parked, 0, record.status === Status.absent ? 0 : record.due);
      break;
    case Outcome.bury:
      if (!without.burialParks && (record.burials < MOST_BURIALS || without.burialsEnd)) {
        if (record.burials === MOST_BURIALS) to.see("put off again and again");
        else record.burials += 1;
        put(Status.parked, 0, 0);
        break;
      }
      if (faultsSoFar(settings, to) === 0 && !settings.poison) to.see("a healthy delivery buried");
      put(Status.dropped, me.message, 0);
      break;
    default:
      put(Status.dropped, me.message, 0);
  }
  me.seenDispatch = record.dispatch;
  me.seenStatus = record.status;
}

/** T3 takes over what an SQS duplicate of its message committed; and one more may be under way. */
function isDuplicated({ faults }: Settings, { rest }: State): number {
  return rest.sqsDuplicate < faults.sqsDuplicate ? 1 : 0;
}

/** D5. */
function act({ without }: Settings, to: State, i: number): void {
  const me = to.invocation(i);
  const { outcome } = me;
  const record = to.delivery(me.delivery);
  me.outcome = Outcome.none;
  if (outcome === Outcome.hold && without.holdCommitsFirst) {
    to.end(me);
    return;
  }
  me.at = next(outcome, record.due, without.delayCommitsFirst === true);
  if (outcome === Outcome.putOff && without.putOffEnsures) me.at = At.ack;
  if (me.of !== 0 && !without.carriedParks) {
    if (outcome === Outcome.hold && record.status === Status.queued) me.at = At.ack;
    else if (record.status === Status.parked) me.at = record.due <= HORIZON ? At.send : At.readLane;
  }
  if (outcome === Outcome.defer && me.elsewhere !== 0) {
    me.at = without.handOverReleases ? At.ack : At.send;
  }
  const isBury = to.message(me.message)?.redriven === 1;
  if (isBury && record.status === Status.parked) me.at = At.buryNote;
  if (without.ackLast && me.at !== At.changeVisibility) to.deleteMessage(me.message);
}

function next(outcome: number, due: number, sent: boolean): number {
  switch (outcome) {
    case Outcome.delivered:
      return At.ack;
    case Outcome.hold:
      return At.changeVisibility;
    case Outcome.delay:
    case Outcome.park:
      if (sent && outcome === Outcome.delay) return At.ack;
      return due <= HORIZON ? At.send : At.readLane;
    case Outcome.defer:
    case Outcome.shelve:
    case Outcome.putOff:
      return At.readLane;
    default:
      return At.notice;
  }
}

/** Refused: D1 again, or ack what is terminal; then no second POST in this invocation. */
export function refuse({ without }: Settings, to: State, i: number): void {
  const me = to.invocation(i);
  const record = to.delivery(me.delivery);
  const isMine = record.carrier === me.message || record.carrier === me.of;
  const tells = record.status === Status.dropped && record.carrier !== 0 && isMine;
  me.outcome = Outcome.none;
  if (without.readAfterRefusal || (isTerminal(record.status) && !tells)) {
    me.at = At.ack;
    return;
  }
  me.at = At.read;
  if (!without.reportAfterRefusal) me.refused = 1;
}
