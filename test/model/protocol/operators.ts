import { At, Lap, Status } from "./fields.ts";
import { Kind, mayFail, type Move } from "./moves.ts";
import type { Settings } from "./settings.ts";
import { type Delivery, isTerminal, RESEND, type State } from "./state.ts";

/**
 * What people, producers and TTL do; none of it has to happen, but that a disabled webhook is
 * enabled again.
 */
export function operators(settings: Settings, state: State, move: Move): void {
  const { rest, deliveries } = state;
  if (mayFail(settings, state)) {
    for (const [d, delivery] of deliveries.entries()) onDelivery(state, delivery, d, move);
  }
  if (rest.disable > 0 && rest.enabled === 1) {
    move(Kind.fault, (to) => {
      to.rest.disable -= 1;
      to.rest.enabled = 0;
      return "OPERATOR disables the webhook";
    });
  }
  if (rest.enabled === 0) {
    move(Kind.enable, (to) => {
      to.rest.enabled = 1;
      return "OPERATOR enables the webhook";
    });
  }
  for (const [d, delivery] of deliveries.entries()) {
    if (rest.ttl > 0 && mayExpire(settings, state, delivery, d)) expire(d, move);
  }
  for (const [k, { lap }] of state.executions.entries()) {
    if (rest.laneRestarts === 0 || lap !== Lap.empty) continue;
    move(Kind.fault, (to) => {
      to.rest.laneRestarts -= 1;
      to.execution(k).lap = Lap.restart;
      to.execution(k).delivery = 0;
      return "L6: the history is long, the lane restarts itself";
    });
  }
}

function onDelivery({ rest, invocations }: State, delivery: Delivery, d: number, move: Move): void {
  const { status, fanOut } = delivery;
  if (rest.resend > 0 && invocations[RESEND]?.at === At.idle && status !== Status.absent) {
    move(Kind.fault, (to) => {
      to.rest.resend -= 1;
      to.invocation(RESEND).at = At.resendRead;
      to.invocation(RESEND).delivery = d;
      return "OPERATOR resends the delivery";
    });
  }
  if (rest.cancel > 0 && !isTerminal(status)) {
    move(Kind.fault, (to) => {
      const record = to.delivery(d);
      to.rest.cancel -= 1;
      record.status = Status.cancelled;
      record.dispatch += 1;
      record.carrier = 0;
      record.due = 0;
      return "OPERATOR cancels the delivery";
    });
  }
  if (rest.eventAgain > 0 && fanOut === 0) {
    move(Kind.fault, (to) => {
      to.rest.eventAgain -= 1;
      to.delivery(d).fanOut = 1;
      return "FAULT: the event is published or delivered again";
    });
  }
}

/** `expiresAt` is set with a terminal state, and lies behind every message of the delivery. */
function mayExpire({ without }: Settings, state: State, delivery: Delivery, d: number): boolean {
  if (without.ttlOnTerminalOnly) return delivery.status !== Status.absent;
  if (!isTerminal(delivery.status)) return false;
  if (delivery.status === Status.dropped && delivery.noticed === 0) return false;
  return without.ttlOutlivesMessages === true || isQuiet(state, delivery, d);
}

function isQuiet({ messages, invocations }: State, { fanOut }: Delivery, d: number): boolean {
  return (
    fanOut === 0 &&
    !messages.some(({ id, delivery }) => id !== 0 && delivery === d) &&
    !invocations.some(({ at, delivery }) => at !== At.idle && delivery === d)
  );
}

function expire(d: number, move: Move): void {
  move(Kind.fault, (to) => {
    const record = to.delivery(d);
    to.rest.ttl -= 1;
    // The counters stay: what was done is compared with them.
    record.status = Status.absent;
    record.carrier = 0;
    record.due = 0;
    to.rest.gone = 1;
    return "TTL deletes the record";
  });
}
