import { makeRecentMap } from "../shared/adapters/recent-map.ts";
import type { MadeAttempt } from "../shared/attempt/make-attempt.ts";
import type { Commit } from "../shared/domain/commit.ts";
import type { DeliveryRecord } from "../shared/domain/delivery-record.ts";
import type { LaneOwner } from "../shared/domain/lane.ts";
import { LONGEST_PAUSE_MS, roundSeconds } from "../shared/domain/rate-limit.ts";
import type { Profile } from "../shared/profiles/profile.ts";
import type { Log } from "../shared/runtime/logger.ts";
import type { KeepPace } from "../shared/waiting/keep-pace.ts";
import type { RateLimits } from "../shared/waiting/ports.ts";

/** "Too Many Requests" (RFC 6585, section 4). */
const TOO_MANY = 429;

/** A warm function tells of a webhook's limit once a minute, of so many webhooks. */
const TOLD_AGAIN_MS = 60_000;
const MOST_WEBHOOKS = 1000;

/** What a webhook's limit says to one attempt. */
export interface Slot {
  /** Whether it may be made now. */
  isGood(): boolean;
}

/** The limits of webhooks, as deliver keeps them. */
export interface Limits {
  /** Takes a slot for one attempt. */
  enter(webhookId: string, perSecond: number): Promise<Slot>;
  /** Makes sure that the lane goes on with what was put off. */
  putOff(owner: LaneOwner, perSecond: number): Promise<void>;
  /**
   * A receiver that has too many requests, and says for how long, is left alone by all deliveries of its webhook. As well as
   * can be: never throws.
   */
  heed(
    webhookId: string,
    perSecond: number,
    made: Pick<MadeAttempt, "attempt" | "outcome">,
    profile: Pick<Profile, "heedsReceiver">,
  ): Promise<void>;
}

/** Nothing limits it. */
export const FREE: Slot = { isGood: () => true };
const NONE: Slot = { isGood: () => false };

/** The commit of a delivery that a limit keeps back: due as before, and no attempt of its schedule. */
export function keptBack(
  { nextAttemptAtMs }: Pick<DeliveryRecord, "nextAttemptAtMs">,
  perSecond: number | undefined,
  nowMs: number,
): Commit {
  return { kind: "defer", nextAttemptAtMs: nextAttemptAtMs ?? nowMs, perSecond };
}

/** The limits of webhooks. */
export function makeLimits(ports: {
  readonly limiters: Pick<RateLimits, "take" | "pause">;
  readonly keepPace: KeepPace;
  readonly horizonSeconds: number;
  readonly log: Log;
  readonly now: () => number;
}): Limits {
  const { limiters, keepPace, horizonSeconds, log, now } = ports;
  const toldAtMs = makeRecentMap<number>(MOST_WEBHOOKS);

  function tell({ application, environment, webhookId }: LaneOwner, perSecond: number): void {
    if ((toldAtMs.get(webhookId) ?? -Infinity) > now() - TOLD_AGAIN_MS) return;
    toldAtMs.set(webhookId, now());
    const limit = { webhook_id: webhookId, rate_limit: perSecond };
    log.info("webhook limited", { application, environment, ...limit });
  }

  return {
    async enter(webhookId, perSecond) {
      const untilMs = await limiters.take(webhookId, perSecond);
      return untilMs === undefined ? NONE : { isGood: () => now() <= untilMs };
    },

    putOff(owner, perSecond) {
      const { application, environment, webhookId } = owner;
      tell(owner, perSecond);
      const roundMs = roundSeconds(perSecond, horizonSeconds) * 1000;
      return keepPace({ application, environment, webhookId, roundMs });
    },

    async heed(webhookId, perSecond, { attempt, outcome }, { heedsReceiver }) {
      if (!heedsReceiver || attempt.httpStatus !== TOO_MANY || outcome.verdict !== "retry") return;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.ceil(outcome.floorSeconds * 1000));
      if (pauseMs === 0) return;
      await limiters.pause(webhookId, perSecond, now() + pauseMs).catch(() => undefined);
    },
  };
}
