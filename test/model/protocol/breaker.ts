import { As, FanOut, Outcome } from "./fields.ts";
import { Kind, type Move } from "./moves.ts";
import { HORIZON, type Settings } from "./settings.ts";
import type { Delivery, Invocation, Message, State } from "./state.ts";

/**
 * The breaker finds the receiver down, at any time and for whatever reason; and it closes without a
 * probe: its webhook was changed, or its state is lost. A recovery is over at any time, or never.
 */
export function breaker(settings: Settings, { rest }: State, move: Move): void {
  if (rest.isDown === 1) {
    move(Kind.fault, (to) => {
      close(settings, to);
      return "the breaker closes by itself";
    });
    return;
  }
  if (rest.down > 0) {
    move(Kind.fault, (to) => {
      to.rest.down -= 1;
      to.rest.isDown = 1;
      to.rest.recovers = 0;
      return "the breaker finds the receiver down";
    });
  }
  if (rest.recovers === 1) {
    move(Kind.fault, (to) => {
      to.rest.recovers = 0;
      return "the recovery is over";
    });
  }
}

/**
 * D2: what is done instead of an attempt.
 * @param isFull while it recovers: whether what is new finds no slot
 */
export function unsent(
  { without }: Settings,
  to: State,
  message: Message,
  { resent: isResent, ends, probed, failedSince, dispatch }: Delivery,
  isFull: boolean,
): number {
  // Once: a hold after it is a wait of its own.
  const as = message.dispatch === dispatch ? message.as : As.usual;
  if (to.rest.isDown === 0) {
    const isNew = as !== As.paced && isResent === 0;
    if (!isFull || (!isNew && !without.pacedPosts)) return Outcome.none;
    if (as === As.paced) to.see("its lane's half was put off");
    return Outcome.putOff;
  }
  const probe = as === As.probe ? 1 : 0;
  if (probe === 1 && !without.probePosts) return Outcome.none;
  if (isResent === 1 && !without.resendPosts) return Outcome.none;
  const isOver = ends === 1 || (without.dropAtEnd === true && ends > 0);
  if (isResent === 1) to.see("a resend was not attempted");
  if (probe === 1) to.see("a probe was not attempted");
  if (!isOver) return Outcome.shelve;
  // Where no probe failed, it is one itself.
  if (probed === 0 && !without.dropAfterProbe) return Outcome.none;
  if (ends !== 1) to.see("dropped before its end");
  if (failedSince === 0) to.see("dropped though no probe failed");
  return Outcome.expire;
}

/** D4 shelve. The first time sets the end. */
export function shelve({ endTicks }: Settings, record: Delivery): void {
  if (record.ends === 0 && endTicks > 0) record.ends = endTicks + 1;
}

/** D3 begins. */
export function begins({ faults }: Settings, to: State, me: Invocation): void {
  if (faults.down > 0) me.covers = accepted(to);
}

/** D3 has ended, and the breaker is told. */
export function heard(settings: Settings, to: State, me: Invocation, isSuccess: boolean): void {
  const { faults, without } = settings;
  if (faults.down === 0) return;
  if (isSuccess) {
    if (to.rest.isDown === 1) close(settings, to);
    else forget(to, without.closeForgets !== true);
    me.covers = 0;
    return;
  }
  const known = without.probeBegan ? accepted(to) : me.covers;
  for (const [d, delivery] of to.deliveries.entries()) {
    if (((me.covers >>> d) & 1) === 1) delivery.failedSince = 1;
    if (to.rest.isDown === 1 && ((known >>> d) & 1) === 1) delivery.probed = 1;
  }
  me.covers = 0;
}

/** O, resend: a new schedule, and no probe has failed since it began. */
export function resent({ faults }: Settings, to: State, d: number): void {
  if (faults.down === 0) return;
  const record = to.delivery(d);
  for (const invocation of to.invocations) invocation.covers &= ~(1 << d);
  record.resent = 1;
  record.ends = 0;
  record.failedSince = 0;
  record.probed = 0;
}

/**
 * L2: as what a delivery may be released (As). While the receiver is down, what is due may be a
 * probe, and what is over goes; while it recovers, what is due gets half of the pace.
 */
export function released({ without }: Settings, { rest, deliveries }: State, d: number): number[] {
  const entry = deliveries[d];
  if (entry === undefined || entry.listed === 0 || rest.enabled === 0) return [];
  if (rest.recovers === 1) return entry.listedDue <= 0 ? [As.paced] : [];
  if (rest.isDown === 0) return entry.listedDue <= HORIZON ? [As.usual] : [];
  const ways: number[] = [];
  if (entry.listedDue <= 0 && !without.laneProbes) ways.push(As.probe);
  if (entry.ends === 1) ways.push(As.usual);
  return ways;
}

/** L2, for who reads a counterexample. */
export function foundAs(as: number): string {
  if (as === As.usual) return "L2 finds a delivery to release";
  return as === As.probe ? "L2 finds a probe" : "L2 finds a delivery for its half of the pace";
}

function close({ recovers, without }: Settings, to: State): void {
  to.rest.isDown = 0;
  if (recovers) to.rest.recovers = 1;
  forget(to, without.closeForgets !== true);
}

/** Of probes that failed. */
function forget(to: State, forgets: boolean): void {
  for (const delivery of to.deliveries) {
    delivery.failedSince = 0;
    if (forgets) delivery.probed = 0;
  }
}

/** The deliveries that were accepted by now. */
function accepted({ deliveries }: State): number {
  let bits = 0;
  for (const [d, { fanOut }] of deliveries.entries()) {
    if (fanOut !== FanOut.put && fanOut !== FanOut.send) bits |= 1 << d;
  }
  return bits;
}
