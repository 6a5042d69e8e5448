import type { Label, Move as AnyMove } from "../equipment/system.ts";
import type { Settings } from "./settings.ts";
import { REQUEST, type State, SWEEP } from "./state.ts";

/** Kinds of things that happen. All but faults are fair: what stays possible happens in the end. */
export const Kind = {
  /** Faults and operators: never has to happen. */
  fault: 0,
  time: 1,
  index: 2,
  fanOut: 3,
  receive: 4,
  work: 5,
  lane: 6,
  sweep: 7,
  enable: 8,
  resend: 9,
  remove: 10,
  /** The repair of what was lost. */
  repair: 11,
} as const;

export type Move = AnyMove<State>;

/** One step of an invocation: `i` says which. */
export type Step = (settings: Settings, state: State, i: number, move: Move) => void;

export function kindOf(invocation: number): number {
  if (invocation < SWEEP) return Kind.work;
  return invocation === REQUEST ? Kind.resend : Kind.sweep;
}

/**
 * Faults that happened so far, as section 3 counts them in its bound: a resend is two, a crash
 * between T1 and T2, and an SQS duplicate whose hold T3 takes over; a repair one; a throttle none,
 * unless it keeps back an H2 of the quick pool.
 */
export function faultsSoFar({ faults }: Settings, { rest }: State): number {
  return (
    faults.crash -
    rest.crash +
    (faults.sqsDuplicate - rest.sqsDuplicate) +
    (faults.lostReply - rest.lostReply) +
    (faults.eventAgain - rest.eventAgain) +
    2 * (faults.resend - rest.resend) +
    (faults.cancel - rest.cancel) +
    (faults.executionDies - rest.executionDies) +
    rest.repaired +
    rest.dearer
  );
}

export function mayFail(settings: Settings, state: State): boolean {
  return faultsSoFar(settings, state) < settings.mostFaults;
}

/** A write is applied, but its reply is lost: `change` says what the SDK's repetition meets. */
export function loseReply(
  settings: Settings,
  state: State,
  move: Move,
  change: (to: State) => Label,
): void {
  if (state.rest.lostReply === 0 || !mayFail(settings, state)) return;
  move(Kind.fault, (to) => {
    to.rest.lostReply -= 1;
    return `FAULT: ${change(to)}`;
  });
}
