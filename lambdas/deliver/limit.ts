import type { MadeAttempt } from "../shared/attempt/make-attempt.ts";
import type { Commit } from "../shared/domain/commit.ts";
import type { DeliveryRecord } from "../shared/domain/delivery-record.ts";
import type { LaneOwner } from "../shared/domain/lane.ts";
import { type Limit, LONGEST_PAUSE_MS, roundSeconds } from "../shared/domain/rate-limit.ts";
import { makeRecentMap } from "../shared/memory/recent-map.ts";
import type { Profile } from "../shared/profiles/profile.ts";
import type { Log } from "../shared/runtime/logger.ts";
import type { KeepPace } from "../shared/waiting/keep-pace.ts";
import type { Lease, Leases, RateLimits } from "../shared/waiting/limit-ports.ts";

/** "Too Many Requests" (RFC 6585, section 4). */
const TOO_MANY = 429;

/** A warm function tells of a webhook's limit once a minute, of so many webhooks. */
const TOLD_AGAIN_MS = 60_000;
const MOST_WEBHOOKS = 1000;

/** What a webhook's limits say to one attempt. */
export interface Slot {
  /** Whether it may be made now. */
  isGood(): boolean;
  /** It was made, and took so long; or it was not. Never throws, and does nothing twice. */
  end(tookMs?: number): Promise<void>;
}

/** The limits of webhooks, as deliver keeps them. */
export interface Limits {
  /** Takes a slot for one attempt. */
  enter(webhookId: string, limit: Limit): Promise<Slot>;
  /** Makes sure that the lane goes on with what was put off. */
  putOff(owner: LaneOwner, limit: Limit): Promise<void>;
  /**
   * A receiver that has too many requests, and says for how long, is left alone by all deliveries
   * of its webhook. As well as can be: never throws.
   */
  heed(
    webhookId: string,
    limit: Limit,
    made: Pick<MadeAttempt, "attempt" | "outcome">,
    profile: Pick<Profile, "heedsReceiver">,
  ): Promise<void>;
}

/** Nothing limits it. */
export const FREE: Slot = { isGood: () => true, end: () => Promise.resolve() };
const NONE: Slot = { isGood: () => false, end: () => Promise.resolve() };

/** The limiter of what is new while its receiver recovers, beside the webhook's own limit. */
function newLimiter(webhookId: string): string {
  return `${webhookId}#new`;
}

/** The commit of a delivery a limit holds back: due as before, no attempt of its schedule. */
export function keptBack(
  { nextAttemptAtMs }: Pick<DeliveryRecord, "nextAttemptAtMs">,
  limit: Limit | undefined,
  nowMs: number,
): Commit {
  const kept = { kind: "defer", nextAttemptAtMs: nextAttemptAtMs ?? nowMs } as const;
  return limit === undefined ? kept : { ...kept, limit };
}

/** The limits of webhooks. */
export function makeLimits(ports: {
  readonly limiters: Pick<RateLimits, "take" | "pause">;
  readonly leases: Pick<Leases, "take">;
  readonly keepPace: KeepPace;
  readonly horizonSeconds: number;
  readonly log: Log;
  readonly now: () => number;
}): Limits {
  const { limiters, leases, keepPace, horizonSeconds, log, now } = ports;
  const toldAtMs = makeRecentMap<number>(MOST_WEBHOOKS);

  function tell(
    { application, environment, webhookId }: LaneOwner,
    { perSecond, inFlight, newPerSecond }: Limit,
  ): void {
    if (newPerSecond !== undefined) return; // Its receiver recovers: people know.
    if ((toldAtMs.get(webhookId) ?? -Infinity) > now() - TOLD_AGAIN_MS) return;
    toldAtMs.set(webhookId, now());
    const limits = { rate_limit: perSecond, max_in_flight: inFlight };
    log.info("webhook limited", { webhook_id: webhookId, application, environment, ...limits });
  }

  return {
    async enter(webhookId, { perSecond, inFlight, newPerSecond }) {
      let goodUntilMs = Infinity;
      const rates = [
        [newLimiter(webhookId), newPerSecond],
        [webhookId, perSecond],
      ] as const;
      for (const [limiter, rate] of rates) {
        if (rate === undefined) continue;
        // oxlint-disable-next-line no-await-in-loop
        const untilMs = await limiters.take(limiter, rate);
        if (untilMs === undefined) return NONE;
        goodUntilMs = Math.min(goodUntilMs, untilMs);
      }
      let lease: Lease | undefined;
      if (inFlight !== undefined) {
        lease = await leases.take(webhookId, inFlight);
        if (lease === undefined) return NONE;
        goodUntilMs = Math.min(goodUntilMs, lease.goodUntilMs);
      }
      return {
        isGood: () => now() <= goodUntilMs,
        async end(tookMs) {
          const ending = lease;
          lease = undefined;
          await ending?.end(tookMs).catch(() => undefined); // It ends by itself then.
        },
      };
    },

    putOff(owner, limit) {
      const { application, environment, webhookId } = owner;
      tell(owner, limit);
      const roundMs = roundSeconds(limit, horizonSeconds) * 1000;
      return keepPace({ application, environment, webhookId, roundMs });
    },

    async heed(webhookId, { perSecond }, { attempt, outcome }, { heedsReceiver }) {
      if (perSecond === undefined || !heedsReceiver) return;
      if (attempt.httpStatus !== TOO_MANY || outcome.verdict !== "retry") return;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.ceil(outcome.floorSeconds * 1000));
      if (pauseMs === 0) return;
      await limiters.pause(webhookId, perSecond, now() + pauseMs).catch(() => undefined);
    },
  };
}
