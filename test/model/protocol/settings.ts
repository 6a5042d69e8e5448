import type { Without } from "./rules.ts";

/** How often each fault may happen in one run. */
export interface Faults {
  /** A process dies, or a call fails, before any of its steps. */
  readonly crash: number;
  /** SQS delivers a message again while it is worked on, or held. */
  readonly sqsDuplicate: number;
  /** A write is applied, its reply is lost, and the SDK repeats it. */
  readonly lostReply: number;
  /** The message of the event comes again: it may have been acked, or have another id. */
  readonly eventAgain: number;
  /** The event is published again: another publication of the same id. */
  readonly republish: number;
  readonly resend: number;
  readonly cancel: number;
  readonly disable: number;
  readonly executionDies: number;
  readonly laneRestarts: number;
  readonly ttl: number;
  /** All queues lose all they hold. */
  readonly queuesLost: number;
  /** A repair where nothing was lost. */
  readonly repair: number;
  /** An operator wakes the lane. */
  readonly wake: number;
  /** A table refuses for longer than a function has time. Costs nothing, so it is not counted. */
  readonly throttle: number;
  /**
   * Another pool serves the webhook from now on; it begins as a quick one. Where it never turns,
   * there is one pool. No fault, so it is not counted; nor is the next.
   */
  readonly turn: number;
  /** R chooses the queue by a standing that was read before it turned. */
  readonly staleStanding: number;
  /** The breaker finds the receiver down. No fault, so it is not counted. */
  readonly down: number;
}

/** One configuration of the model: what is explored. */
export interface Settings {
  /** Deliveries of one webhook. */
  readonly deliveries: 1 | 2;
  /** `given`: the lane as deliver may rely on it, in place of the lane itself. */
  readonly lane: "whole" | "given";
  /** Attempts of the schedule. */
  readonly attempts: number;
  /** Deliver functions at work at once. */
  readonly workers: 1 | 2;
  readonly faults: Faults;
  /**
   * Faults of all kinds together; a resend counts as two, and what disables, restarts, expires,
   * wakes or publishes again as none.
   */
  readonly mostFaults: number;
  /**
   * `maxReceiveCount`, and the receive from which a hold becomes a short delay; 0: as often as SQS
   * likes.
   */
  readonly mostReceives: number;
  readonly renewFrom: number;
  /** Whether there is a pool between the quick and the slow one. */
  readonly trialPool: boolean;
  /** Whether a policy may choose a delay, beside holds and parks. */
  readonly delays: boolean;
  /** Ticks that may pass inside one invocation. */
  readonly ticksInside: number;
  /** Ticks the index may lag. */
  readonly indexLag: number;
  readonly sweeps: boolean;
  /** Whether a lane that may be removed (S2) has to be, in the end. */
  readonly everyLaneGoes: boolean;
  /** Whether the number of requests is held against the bound of section 3. */
  readonly bound: boolean;
  /** Whether E3 is left out when `parkedAt` is fresh. */
  readonly touchSaved: boolean;
  /** Deliver dies of every message, whenever it receives one. */
  readonly poison: boolean;
  /** Ticks from being parked unsent to the end of the schedule; 0: it never ends. */
  readonly endTicks: 0 | 1 | 2;
  /** Whether a receiver that answers again recovers: what waits and what is new get a pace. */
  readonly recovers: boolean;
  readonly without: Without;
}

export const NO_FAULTS: Faults = {
  crash: 0,
  sqsDuplicate: 0,
  lostReply: 0,
  eventAgain: 0,
  republish: 0,
  resend: 0,
  cancel: 0,
  disable: 0,
  executionDies: 0,
  laneRestarts: 0,
  ttl: 0,
  queuesLost: 0,
  repair: 0,
  wake: 0,
  throttle: 0,
  turn: 0,
  staleStanding: 0,
  down: 0,
};

export const USUAL: Settings = {
  deliveries: 1,
  lane: "whole",
  attempts: 3,
  workers: 2,
  faults: NO_FAULTS,
  mostFaults: Infinity,
  mostReceives: 0,
  renewFrom: 0,
  trialPool: false,
  delays: true,
  ticksInside: 0,
  indexLag: 1,
  sweeps: true,
  everyLaneGoes: false,
  bound: true,
  touchSaved: true,
  poison: false,
  endTicks: 0,
  recovers: false,
  without: {},
};

/**
 * Time in ticks of about 450 s: only the order of the borders counts. The release horizon, the
 * longest DelaySeconds and the sleep of a lane are 900 s.
 */
export const HORIZON = 2;
export const VISIBILITY = 2;
export const QUIET = 2;
/** A lane without a heartbeat for so long is dead: longer than its sleep and a late wake. */
export const DEAD = 5;
/** Until the next attempt: held by the message, delayed by SQS, parked with the lane. */
export const WAITS = { hold: 1, delay: 2, park: 3 } as const;
/** So often bury parks a delivery before it drops it. */
export const MOST_BURIALS = 2;
/** So late that the sweep looks; later counts as the same. */
export const OVERDUE = -2;

/**
 * S2: how long a lane must not have been used. The longest way from a note to the index is two
 * invocations (who parks, who removes) and the lag of the index; a day stands for that in the
 * deployed sweep.
 */
export function keptTicks({ without, indexLag, ticksInside }: Settings): number {
  return without.removalWaits ? 0 : indexLag + 2 * ticksInside + 1;
}
