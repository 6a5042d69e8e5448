import { paceInFlight } from "../shared/domain/in-flight.ts";
import type { Lane, LaneOwner } from "../shared/domain/lane.ts";
import { freeFromMs, roundSeconds } from "../shared/domain/rate-limit.ts";
import { LONGEST_WAIT_MS } from "../shared/domain/waiting.ts";
import type {
  LaneHeartbeats,
  LaneIndex,
  LanePage,
  LaneWebhook,
  LaneWebhooks,
} from "../shared/waiting/lane-ports.ts";
import type { LaneExecutions } from "../shared/waiting/lane-ports.ts";
import type { Leases, RateLimits } from "../shared/waiting/limit-ports.ts";
import type { Parked, Release } from "../shared/waiting/release.ts";
import type { GuardedLook } from "./guarded-look.ts";
import { wakesOf } from "./history.ts";
import { type PacedRound, pacedRound } from "./paced-round.ts";
import { releaseAll } from "./release-all.ts";

/** Input of one invocation: the execution's own at first, later the last invocation's answer. */
export interface LaneStep {
  readonly webhook: string;
  readonly generation: number;
  /** Wakes of this execution so far, dearer ones counted as several; absent at first. */
  readonly wakes?: number;
  /** How often the task was tried before in this wake. */
  readonly retries?: number;
  /** Where the last page ended; absent when the last invocation saw the lane to its end. */
  readonly page?: LanePage;
  /** Of a webhook with a rate limit: when what comes next may follow what was released last. */
  readonly pacedUntilMs?: number;
}

/** What the execution does next: come back at once, or soon, or after its sleep; or end. */
export type LaneNext = "again" | "soon" | "sleep" | "end";

/** Answer of one invocation, and (but for `next`) input of the next. */
export interface LaneAnswer extends Omit<LaneStep, "retries"> {
  readonly wakes: number;
  readonly next: LaneNext;
  /** How long it sleeps if that is `soon`: no shorter than it does anyway. */
  readonly sleepSeconds?: number;
}

/** The lane's constants that its execution needs (docs/protocol.md: constants). */
export interface LaneStepConstants {
  readonly horizonSeconds: number;
  readonly laneQuietSeconds: number;
  /** Wakes after which an execution hands over to the next generation. */
  readonly mostWakes: number;
}

/** The clock of deliver may be so much behind ours: both must agree that it waited too long. */
const CLOCK_SKEW_MS = 300_000;

/** What `makeRunLaneStep` needs. */
export interface LaneStepPorts {
  readonly lanes: LaneHeartbeats;
  readonly index: Pick<LaneIndex, "due" | "holdsAny">;
  readonly webhooks: LaneWebhooks;
  readonly limiters: Pick<RateLimits, "read">;
  readonly leases: Pick<Leases, "tookMs">;
  readonly executions: LaneExecutions;
  /** L2 while its receiver is down, or has just come back; `undefined` while it is up. */
  readonly guardedLook: GuardedLook;
  /** R, to the pool that serves this webhook now. */
  readonly releaseTo: (owner: LaneOwner) => Promise<Release>;
  readonly constants: LaneStepConstants;
  /** Told how many deliveries were released. Never throws. */
  readonly report: (step: LaneStep, released: number, next: LaneNext) => void;
  readonly now: () => number;
}

/** One wake of a lane: L of the protocol. Whatever it throws, the task is tried again from L1. */
export function makeRunLaneStep(ports: LaneStepPorts): (step: LaneStep) => Promise<LaneAnswer> {
  const { lanes, index, webhooks, executions, constants, now } = ports;

  /** L1: the heartbeat. The lane, or `undefined` when this execution was superseded and ends. */
  async function wake({ webhook, generation }: LaneStep): Promise<Lane | undefined> {
    const { result, lane } = await lanes.wake(webhook, generation, now());
    if (result === "written") {
      return lane;
    }
    // Whoever opened the next generation may have died before it started it.
    if (lane?.state === "opening") {
      await executions.start(webhook, lane.generation);
    }
    return undefined;
  }

  /**
   * How far ahead L2 looks. A disabled webhook gets only what waited so long that deliver drops it
   * as expired. One that is deleted or gone is served like an enabled one: deliver drops what is
   * due, and only a drop that names its message tells people for sure, whoever dies in between.
   */
  function dueUntilMs(found: LaneWebhook | undefined): number {
    return found?.status === "disabled"
      ? now() - LONGEST_WAIT_MS - CLOCK_SKEW_MS
      : now() + constants.horizonSeconds * 1000;
  }

  /** What of a page a rate limit lets through; `undefined` where none keeps anything back. */
  async function paced(
    { webhook, pacedUntilMs = 0 }: LaneStep,
    found: LaneWebhook | undefined,
    parked: readonly Parked[],
  ): Promise<PacedRound | undefined> {
    if (found?.limit === undefined || found.status === "disabled") return undefined;
    const { limit } = found;
    const { perSecond, inFlight } = limit;
    const limiter = perSecond === undefined ? undefined : await ports.limiters.read(webhook);
    const ofPlaces =
      inFlight === undefined
        ? Infinity
        : paceInFlight(inFlight, await ports.leases.tookMs(webhook, inFlight));
    const nowMs = now();
    const freeMs = perSecond === undefined ? nowMs : freeFromMs(limiter, perSecond, nowMs);
    return pacedRound(parked, Math.min(perSecond ?? Infinity, ofPlaces), {
      nowMs,
      freeFromMs: Math.max(pacedUntilMs, freeMs),
      seconds: roundSeconds(limit, constants.horizonSeconds),
    });
  }

  /** L4, L5: whether the lane was closed. */
  async function close({ webhook, generation }: LaneStep): Promise<boolean> {
    const lookedAtMs = now();
    // L4
    if (await index.holdsAny(webhook)) {
      return false;
    }
    const parkedBeforeMs = lookedAtMs - constants.laneQuietSeconds * 1000;
    return (await lanes.close(webhook, generation, parkedBeforeMs)) === "written"; // L5
  }

  /** L6: the next generation carries on, from the first page; what was released is not there. */
  async function restart({ webhook, generation }: LaneStep): Promise<LaneNext> {
    if ((await lanes.restart(webhook, generation, now())) === "refused") {
      return "again"; // L1 says why.
    }
    await executions.start(webhook, generation + 1);
    return "end";
  }

  /**
   * L7: asleep from now on, unless somebody called since the lane was last asked. Then it looks
   * once more: soon, and not at once, so that many calls are one look; what its first look came too
   * early for is there by then. A step that began with a later page looks at the first before it
   * answers: were its own answer lost, it would be tried again from its page, and nobody called.
   * @param sleepSeconds @default - as long as ever
   */
  async function rest(
    { webhook, generation, page }: LaneStep,
    { wokenAtMs }: Lane,
    sleepSeconds?: number,
  ): Promise<Pick<LaneAnswer, "next" | "sleepSeconds">> {
    const untilMs = sleepSeconds === undefined ? undefined : now() + sleepSeconds * 1000;
    if ((await lanes.rest(webhook, generation, wokenAtMs, untilMs)) === "written") {
      return sleepSeconds === undefined ? { next: "sleep" } : { next: "soon", sleepSeconds };
    }
    if (page !== undefined) return { next: "again" };
    // Refused, too: L1 says why.
    return { next: (await lanes.answer(webhook, generation)) === "written" ? "soon" : "again" };
  }

  return async (step) => {
    const { webhook, generation } = step;
    const wakes = (step.wakes ?? 0) + wakesOf(step.retries ?? 0);
    const isOld = wakes >= constants.mostWakes;
    const answer = (
      released: number,
      what: Omit<LaneAnswer, "webhook" | "generation" | "wakes">,
    ): LaneAnswer => {
      ports.report(step, released, what.next);
      return { webhook, generation, wakes, ...what };
    };

    const lane = await wake(step);
    if (lane === undefined) {
      return answer(0, { next: "end" });
    }
    const found = await webhooks.find(lane);
    const isDisabled = found?.status === "disabled";
    const guarded = isDisabled ? undefined : await ports.guardedLook(lane, found?.limit?.perSecond);
    if (guarded !== undefined) {
      const { released: count, isSoon } = guarded;
      if (await close(step)) return answer(count, { next: "end" });
      if (isOld) return answer(count, { next: await restart(step) });
      return answer(count, isSoon ? { next: "soon" } : await rest(step, lane));
    }
    const { parked, next: page } = await index.due(webhook, dueUntilMs(found), step.page); // L2
    const round = await paced(step, found, parked); // K3
    const released = round?.released ?? parked;
    if (released.length > 0) {
      const release = await ports.releaseTo(lane);
      const asItIs = found && { webhookVersion: found.version };
      await releaseAll(released, (one) => release({ ...one, ...asItIs })); // R
    }
    const { length: count } = released;
    const pacedUntil = round && { pacedUntilMs: round.pacedUntilMs };
    if (page !== undefined && !isOld && round?.isWhole !== false) {
      return answer(count, { next: "again", page, ...pacedUntil });
    }
    if (page === undefined && round === undefined && (await close(step))) {
      return answer(count, { next: "end" });
    }
    if (isOld) return answer(count, { next: await restart(step) });
    return answer(count, { ...(await rest(step, lane, round?.sleepSeconds)), ...pacedUntil });
  };
}
