import type { Tenant } from "./tenant.ts";

/**
 * A webhook's lane: its parked deliveries, and the execution that wakes them (docs/protocol.md).
 */
export interface Lane extends Tenant {
  readonly webhookId: string;
  readonly state: "closed" | "opening" | "open";
  readonly generation: number;
  /** Heartbeat of the execution. */
  readonly wokenAtMs: number;
  /** Last park, or last note that one is about to come. */
  readonly parkedAtMs: number;
  /**
   * The wake (its `wokenAtMs`) after which the execution went to sleep; absent while it is awake,
   * and before it ever did.
   */
  readonly restedAtMs?: number;
  /** Until when it sleeps, where that is sooner than usual. */
  readonly sleepsUntilMs?: number;
}

/** Which webhook a lane is of. */
export interface LaneOwner extends Tenant {
  readonly webhookId: string;
}

/** The lane's times, in seconds (docs/protocol.md: constants). */
export interface LaneConstants {
  /** An open lane without a heartbeat for so long is dead. */
  readonly laneDeadSeconds: number;
  /** A park need not touch a lane that was touched within so long. */
  readonly laneTouchSeconds: number;
}

/**
 * The generation that opens a lane next: E2 of the delivery protocol. One that is made again begins
 * with the seconds of the clock, far above every generation that it had before it was forgotten:
 * the name of an execution is used up for 90 days, and a lane goes through less than one generation
 * a second. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function nextGeneration(lane: Pick<Lane, "generation"> | undefined, nowMs: number): number {
  return lane === undefined ? Math.floor(nowMs / 1000) : lane.generation + 1;
}

/** What one who parks must do about the lane: E1 of the delivery protocol. */
export type LaneCall =
  /** E2, then E4. */
  | "open"
  /** E3, then E4: someone is opening it, and may have died doing so. */
  | "touch_and_start"
  /** E3. */
  | "touch"
  /** The lane runs and knows. */
  | "done";

/** Decides what to do about a lane as it was read. */
export function laneCall(
  lane: Lane | undefined,
  nowMs: number,
  constants: LaneConstants,
): LaneCall {
  if (lane === undefined || lane.state === "closed") {
    return "open";
  }
  if (lane.state === "opening") {
    return "touch_and_start";
  }
  if (!isFresh(lane, nowMs, constants)) {
    return "open";
  }
  return lane.parkedAtMs > nowMs - constants.laneTouchSeconds * 1000 ? "done" : "touch";
}

/** What one who wakes a lane must do about it: W1 of the delivery protocol. */
export type WakeCall =
  /**
   * Nothing waits in it that nobody has ensured it for: whoever parks next opens it, and that
   * execution looks at once.
   */
  | "nothing"
  /** E: someone is opening it, or its execution died. */
  | "ensure"
  /** W2, then E. */
  | "supersede"
  /** W3. */
  | "call";

/**
 * Decides what to do about a lane as it was read. An execution that is awake may be releasing: it
 * is left alone.
 */
export function wakeCall(
  lane: Lane | undefined,
  nowMs: number,
  constants: Pick<LaneConstants, "laneDeadSeconds">,
): WakeCall {
  if (lane === undefined || lane.state === "closed") {
    return "nothing";
  }
  if (lane.state === "opening" || !isFresh(lane, nowMs, constants)) {
    return "ensure";
  }
  return lane.restedAtMs === lane.wokenAtMs ? "supersede" : "call";
}

/** Whether the execution of a lane sleeps, and will for longer than that. */
export function sleepsBeyond(
  { restedAtMs, wokenAtMs, sleepsUntilMs = Infinity }: Lane,
  timeMs: number,
): boolean {
  return restedAtMs === wokenAtMs && sleepsUntilMs > timeMs;
}

/** Whether the heartbeat of an open lane is recent enough to believe that its execution lives. */
export function isFresh(
  lane: Pick<Lane, "wokenAtMs">,
  nowMs: number,
  constants: Pick<LaneConstants, "laneDeadSeconds">,
): boolean {
  return lane.wokenAtMs > nowMs - constants.laneDeadSeconds * 1000;
}
