import { breaker } from "./breaker.ts";
import { FAN_OUTS, firstStep } from "./fan-out.ts";
import { At, FanOut, Lap, Status } from "./fields.ts";
import { wakeGiven } from "./given-lane.ts";
import { Kind, mayFail, type Move } from "./moves.ts";
import { turn } from "./pools.ts";
import type { Settings } from "./settings.ts";
import { type Delivery, isTerminal, REQUEST, type State } from "./state.ts";

/**
 * What people, producers and TTL do; none of it has to happen, but that a disabled webhook is
 * enabled again.
 */
export function operators(settings: Settings, state: State, move: Move): void {
  const { rest, deliveries } = state;
  if (mayFail(settings, state)) {
    for (const [d, delivery] of deliveries.entries()) {
      onDelivery(settings, state, delivery, d, move);
    }
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
  if (rest.wake > 0 && state.invocation(REQUEST).at === At.idle) {
    move(Kind.fault, (to) => {
      to.rest.wake -= 1;
      to.invocation(REQUEST).at = At.wakeLane;
      if (settings.lane === "given") wakeGiven(to);
      return "OPERATOR wakes the lane";
    });
  }
  publishAgain(settings, state, move);
  turn(settings, state, move);
  breaker(settings, state, move);
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

/** Any number of times, and without a fault: what is published again sends nothing. */
function publishAgain(settings: Settings, { rest, deliveries }: State, move: Move): void {
  for (const [d, { fanOutAgain }] of deliveries.entries()) {
    if (rest.republish === 0 || fanOutAgain !== FanOut.none) continue;
    move(Kind.fault, (to) => {
      to.rest.republish -= 1;
      to.delivery(d).fanOutAgain = firstStep(settings);
      return "PRODUCER publishes the event again";
    });
  }
}

function onDelivery(
  settings: Settings,
  { rest, invocations }: State,
  delivery: Delivery,
  d: number,
  move: Move,
): void {
  const { status, fanOut } = delivery;
  if (rest.resend > 0 && invocations[REQUEST]?.at === At.idle && status !== Status.absent) {
    move(Kind.fault, (to) => {
      to.rest.resend -= 1;
      to.invocation(REQUEST).at = At.resendRead;
      to.invocation(REQUEST).delivery = d;
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
      to.delivery(d).fanOut = firstStep(settings);
      return "FAULT: the event's message is delivered again";
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

function isQuiet({ messages, invocations }: State, delivery: Delivery, d: number): boolean {
  return (
    FAN_OUTS.every((message) => delivery[message] === FanOut.none) &&
    !messages.some(({ id, delivery: of }) => id !== 0 && of === d) &&
    !invocations.some(({ at, delivery: of }) => at !== At.idle && of === d)
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
