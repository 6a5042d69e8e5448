import type { Field } from "../equipment/layout.ts";
import { OVERDUE } from "./settings.ts";

const bits = (count: number): Field => ({ bits: count });
/** Ticks until something is due, from OVERDUE on. */
const due: Field = { bits: 3, least: OVERDUE };

export const Status = {
  absent: 0,
  queued: 1,
  parked: 2,
  delivered: 3,
  dropped: 4,
  cancelled: 5,
} as const;

/** In the order in which H hands over. */
export const Pool = { quick: 0, trial: 1, slow: 2 } as const;

/** As what a lane releases: as ever, though the receiver is down, or as its half of a pace. */
export const As = { usual: 0, probe: 1, paced: 2 } as const;

/** What fan-out does next with the message of an event. */
export const FanOut = { none: 0, put: 1, send: 2, ack: 3 } as const;

/**
 * The delivery record, its entry in the index `lane`, and what is known about the delivery outside
 * of both.
 */
export const DELIVERY = {
  status: bits(3),
  dispatch: bits(4),
  attempts: bits(3),
  carrier: bits(4),
  due,
  scheduleFrom: bits(3),
  listed: bits(1),
  listedDispatch: bits(4),
  listedDue: due,
  /** Ticks that the entry has lagged. */
  lag: bits(3),
  /** Whose publication made the event's item; 0: none yet. */
  maker: bits(2),
  /** The event's message, of each of two publications: what fan-out does next with it (FanOut). */
  fanOut: bits(2),
  fanOutAgain: bits(2),
  posts: bits(4),
  noticed: bits(1),
  /** Its messages went with the queues, and nobody has repaired it yet. */
  lost: bits(1),
  /** How often it was parked by bury. */
  burials: bits(2),
  /** How often it was handed over. */
  handOvers: bits(3),
  /** Parked unsent before: ticks until its end, and one more; 1: it is over. 0: not parked so. */
  ends: bits(2),
  /** The breaker knows of an attempt that began after its acceptance, or resend, and failed. */
  probed: bits(1),
  /** There was one. */
  failedSince: bits(1),
  /** A resend that was not attempted yet. */
  resent: bits(1),
};

export const MESSAGE = {
  /** 0: no message. */
  id: bits(4),
  delivery: bits(1),
  dispatch: bits(4),
  /** From fan-out, not from a release. */
  first: bits(1),
  /** Ticks until SQS delivers it. */
  hidden: bits(2),
  receives: bits(2),
  redriven: bits(1),
  /** In whose queue it is (Pool). */
  pool: bits(2),
  /** As what the lane released it (As). */
  as: bits(2),
  /** A carried commit: the outcome it brings, for the message `of`. */
  carries: bits(3),
  of: bits(4),
};

/** Where an invocation is: what it does next. */
export const At = {
  idle: 0,
  read: 1,
  post: 2,
  commit: 3,
  changeVisibility: 4,
  send: 5,
  mark: 6,
  notice: 7,
  readLane: 8,
  openLane: 9,
  touchLane: 10,
  startExecution: 11,
  ack: 12,
  buryRead: 13,
  resendRead: 14,
  resendCommit: 15,
  resendNote: 16,
  buryNote: 17,
  removeLane: 18,
  repairNote: 28,
  repairCommit: 29,
  wakeLane: 19,
  supersede: 20,
  call: 21,
  claim: 22,
  carry: 23,
  handOver: 24,
  handOverCommit: 25,
} as const;

export const Outcome = {
  none: 0,
  delivered: 1,
  hold: 2,
  delay: 3,
  park: 4,
  drop: 5,
  defer: 6,
  bury: 7,
  /** Parked unsent, for the receiver is down. */
  shelve: 8,
  /** Dropped, as `receiver_down`. */
  expire: 9,
  /** Parked unsent, for it is new, and the pace of a receiver that recovers has no room. */
  putOff: 10,
} as const;

/** An invocation: one of two workers (deliver or bury), the sweep, or a request of an operator. */
export const INVOCATION = {
  at: bits(5),
  message: bits(4),
  delivery: bits(1),
  seenStatus: bits(3),
  seenDispatch: bits(4),
  outcome: bits(4),
  /** R1's message. */
  sent: bits(4),
  laneState: bits(2),
  /** Its commit was refused: it reads once more, and does not POST again. */
  refused: bits(1),
  laneGeneration: bits(4),
  age: bits(3),
  /** It works on a carried commit, of this message. */
  of: bits(4),
  /** T1 is done, T2 is next. */
  carried: bits(1),
  /**
   * One more than the pool (Pool) that D1 found to serve the webhook, where it is not the
   * message's.
   */
  elsewhere: bits(2),
  /** Its attempt began after the acceptance of these deliveries, one bit each. */
  covers: bits(2),
};

/** Where a lane's execution is. */
export const Lap = {
  none: 0,
  wake: 1,
  query: 2,
  send: 3,
  mark: 4,
  empty: 5,
  close: 6,
  sleep: 7,
  restart: 8,
  startSuccessor: 9,
  rest: 10,
} as const;

export const EXECUTION = {
  lap: bits(4),
  generation: bits(4),
  /** Asleep: ticks left. At L5: ticks since L4. */
  timer: bits(3),
  delivery: bits(2),
  dispatch: bits(4),
  sent: bits(4),
  age: bits(3),
  as: bits(2),
};

export const LaneState = { closed: 0, opening: 1, open: 2, absent: 3 } as const;

export const LANE = {
  state: bits(2),
  generation: bits(4),
  /** Ticks since `wokenAt`. */
  heartbeat: bits(3),
  /** Ticks since `parkedAt`. */
  parked: bits(4),
  /** `restedAt` is `wokenAt`: the wake that wrote it is over. */
  rested: bits(1),
  called: bits(1),
};

export const REST = {
  /** Generations whose execution has ended, one bit each: their names are used up. */
  ended: bits(15),
  enabled: bits(1),
  crash: bits(2),
  sqsDuplicate: bits(2),
  lostReply: bits(2),
  eventAgain: bits(2),
  resend: bits(2),
  cancel: bits(2),
  disable: bits(2),
  executionDies: bits(2),
  laneRestarts: bits(2),
  ttl: bits(2),
  queuesLost: bits(2),
  repair: bits(2),
  /** What may cost a request: repairs of what was overdue, and commits lost with the queues. */
  repaired: bits(2),
  /** Whatever was at work when the queues were lost has ended. */
  isSettled: bits(1),
  wake: bits(2),
  republish: bits(2),
  /** The lane was woken, and has not looked since. */
  owed: bits(1),
  throttle: bits(3),
  /**
   * Crashes between T1 and T2, SQS duplicates whose hold a carried commit took over, and throttles
   * that keep an H2 of the quick pool back: one request more each.
   */
  dearer: bits(2),
  /** The webhook's standing: which pool serves it (Pool). */
  serving: bits(2),
  turn: bits(2),
  /** How often it turned, to a pool that ranks behind. */
  worse: bits(2),
  staleStanding: bits(2),
  /** The breaker: the receiver is down. */
  isDown: bits(1),
  /** It has answered again, and what waits or is new gets a pace. */
  recovers: bits(1),
  down: bits(2),
  /** TTL has deleted a record. */
  gone: bits(1),
  problem: bits(4),
};
