import type { Lane, LaneOwner } from "../shared/domain/lane.ts";
import { LONGEST_WAIT_MS } from "../shared/domain/waiting.ts";
import type {
  LaneHeartbeats,
  LaneIndex,
  LanePage,
  WebhookStatuses,
} from "../shared/waiting/lane-ports.ts";
import type { LaneExecutions } from "../shared/waiting/ports.ts";
import type { Release } from "../shared/waiting/release.ts";
import { wakesOf } from "./history.ts";
import { releaseAll } from "./release-all.ts";

/** Input of one invocation: the execution's own input at first, later what the last invocation answered. */
export interface LaneStep {
  readonly webhook: string;
  readonly generation: number;
  /** Wakes of this execution so far, dearer ones counted as several; absent at first. */
  readonly wakes?: number;
  /** How often the task was tried before in this wake. */
  readonly retries?: number;
  /** Where the last page ended; absent when the last invocation saw the lane to its end. */
  readonly page?: LanePage;
}

/** What the execution does next: come back at once, or soon, or after its sleep; or end. */
export type LaneNext = "again" | "soon" | "sleep" | "end";

/** Answer of one invocation, and (but for `next`) input of the next. */
export interface LaneAnswer extends Omit<LaneStep, "retries"> {
  readonly wakes: number;
  readonly next: LaneNext;
}

/** The lane's constants that its execution needs (docs/protocol.md: constants). */
export interface LaneStepConstants {
  readonly horizonSeconds: number;
  readonly laneQuietSeconds: number;
  /** Wakes after which an execution hands over to the next generation. */
  readonly mostWakes: number;
}

/** The clock of deliver may be this much behind ours: it must agree that a delivery has waited too long. */
const CLOCK_SKEW_MS = 300_000;

/** What `makeRunLaneStep` needs. */
export interface LaneStepPorts {
  readonly lanes: LaneHeartbeats;
  readonly index: LaneIndex;
  readonly webhooks: WebhookStatuses;
  readonly executions: LaneExecutions;
  /** R, to the pool that serves this webhook now. */
  readonly releaseTo: (owner: LaneOwner) => Promise<Release>;
  readonly constants: LaneStepConstants;
  /** Told how many deliveries were released. Never throws. */
  readonly report: (step: LaneStep, released: number, next: LaneNext) => void;
  readonly now: () => number;
}

/** One wake of a lane's execution: L of the delivery protocol. Whatever it throws, the task is tried again from L1. */
export function makeRunLaneStep(ports: LaneStepPorts): (step: LaneStep) => Promise<LaneAnswer> {
  const { lanes, index, webhooks, executions, constants, now } = ports;

  /** L1: the heartbeat. The lane, or `undefined` when this execution was superseded and must end. */
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
   * How far ahead L2 looks. A disabled webhook gets only what waited so long that deliver drops it as expired. One that is
   * deleted or gone is served like an enabled one: deliver drops what is due, and only a drop that names its message tells
   * people for sure, whoever dies in between.
   */
  async function dueUntilMs(owner: LaneOwner): Promise<number> {
    return (await webhooks.find(owner)) === "disabled"
      ? now() - LONGEST_WAIT_MS - CLOCK_SKEW_MS
      : now() + constants.horizonSeconds * 1000;
  }

  /** L4, L5: whether the lane was closed. */
  async function close({ webhook, generation }: LaneStep): Promise<boolean> {
    const lookedAtMs = now();
    if (await index.holdsAny(webhook)) {
      return false;
    }
    const parkedBeforeMs = lookedAtMs - constants.laneQuietSeconds * 1000;
    return (await lanes.close(webhook, generation, parkedBeforeMs)) === "written";
  }

  /** L6: the next generation carries on, from the first page; what was released is not in the index any more. */
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
   * early for is there by then.
   */
  async function rest({ webhook, generation }: LaneStep, { wokenAtMs }: Lane): Promise<LaneNext> {
    if ((await lanes.rest(webhook, generation, wokenAtMs)) === "written") {
      return "sleep";
    }
    // Refused, too: L1 says why.
    return (await lanes.answer(webhook, generation)) === "written" ? "soon" : "again";
  }

  return async (step) => {
    const { webhook, generation } = step;
    const wakes = (step.wakes ?? 0) + wakesOf(step.retries ?? 0);
    const isOld = wakes >= constants.mostWakes;
    const answer = (released: number, next: LaneNext, page?: LanePage): LaneAnswer => {
      ports.report(step, released, next);
      return { webhook, generation, wakes, next, ...(page === undefined ? {} : { page }) };
    };

    const lane = await wake(step);
    if (lane === undefined) {
      return answer(0, "end");
    }
    const { parked, next: page } = await index.due(webhook, await dueUntilMs(lane), step.page); // L2
    if (parked.length > 0) await releaseAll(parked, await ports.releaseTo(lane));
    if (page !== undefined && !isOld) {
      return answer(parked.length, "again", page);
    }
    if (page === undefined && (await close(step))) {
      return answer(parked.length, "end");
    }
    return answer(parked.length, isOld ? await restart(step) : await rest(step, lane));
  };
}
