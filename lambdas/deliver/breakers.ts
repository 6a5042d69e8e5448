import type { MadeAttempt } from "../shared/attempt/make-attempt.ts";
import {
  afterFailure,
  afterSuccess,
  type Breaker,
  type BreakerConstants,
  type FailureRun,
  holdsBack,
  restarted,
  runWith,
} from "../shared/domain/breaker.ts";
import type { Commit } from "../shared/domain/commit.ts";
import type { ReleasedAs } from "../shared/domain/delivery-message.ts";
import type { DeliveryRecord } from "../shared/domain/delivery-record.ts";
import type { LaneOwner } from "../shared/domain/lane.ts";
import type { Limit } from "../shared/domain/rate-limit.ts";
import { limitOfNew } from "../shared/domain/recovery.ts";
import { isResend, unsentCommit } from "../shared/domain/unsent.ts";
import { makeLatelyRead } from "../shared/memory/lately-read.ts";
import { makeRecentMap } from "../shared/memory/recent-map.ts";
import type { Profile } from "../shared/profiles/profile.ts";
import { scheduleMsOf } from "../shared/profiles/served-by-breaker.ts";
import { type Machine, within } from "../shared/runtime/machine.ts";
import type { Breakers, KnownBreaker } from "../shared/waiting/receiver-ports.ts";
import type { TellBreaker } from "../shared/waiting/tell-breaker.ts";
import type { WakeLane } from "../shared/waiting/wake-lane.ts";

/** Webhooks of which a warm function remembers that they failed of late. */
const MOST_WEBHOOKS = 1000;
/** A change that takes longer is not waited for: the next attempt tells the same. */
const LONGEST_CHANGE_MS = 1000;

/** The breaker of one message's webhook. */
export interface Guard {
  /** What is done instead of an attempt that is due; `undefined`: attempt it. */
  unsent(record: DeliveryRecord, profile: Profile, as: ReleasedAs): Commit | undefined;
  /** A due attempt's limits: its webhook's; outside the lane's half, the other half of a pace. */
  limit(webhook: Limited, record: DeliveryRecord, as: ReleasedAs): Limit | undefined;
  /**
   * An attempt ended; what is to be written of it is, before this ends. Never throws.
   * @returns what follows once the commit is written: the lane looks at once, and people are told;
   *   never throws
   */
  ended(made: MadeAttempt, eventType: string, profile: Profile): Promise<() => Promise<void>>;
}

/** What is asked of a webhook. */
interface Limited {
  readonly profile: Profile;
  readonly limit?: Limit;
}

/** By webhook. */
export type GuardOf = (owner: LaneOwner) => Promise<Guard>;

const nothing = () => Promise.resolve();

const NO_GUARD: Guard = {
  unsent: () => undefined,
  limit: ({ limit }) => limit,
  ended: async () => nothing,
};

/** No breaker: whatever is due is attempted. */
export function noBreaker(): Promise<Guard> {
  return Promise.resolve(NO_GUARD);
}

/**
 * Breakers as one function sees them: it counts failures in its memory, and writes when the whole
 * of them nears a verdict. As well as can be, under a version: no delivery fails of it.
 */
export function makeGuards(ports: {
  readonly breakers: Breakers;
  readonly wakeLane: WakeLane;
  readonly tell: TellBreaker;
  readonly constants: BreakerConstants;
  readonly machine: Machine;
}): GuardOf {
  const { breakers, constants, machine } = ports;
  const { now } = machine;
  /** Receivers that are up, by webhook. */
  const upOnes = makeLatelyRead<KnownBreaker>(now);
  /** Failures, and what was known when they were counted: each change begins the count again. */
  const runs = makeRecentMap<{ readonly version: number; readonly run: FailureRun }>(MOST_WEBHOOKS);
  /** Webhooks whose breaker is being written: the others of a batch saw the same. */
  const changing = new Set<string>();

  async function read(owner: LaneOwner): Promise<KnownBreaker> {
    const recent = upOnes.get(owner.webhookId);
    if (recent !== undefined) return recent.value;
    const known = await breakers.read(owner);
    if (known.breaker === undefined) upOnes.set(owner.webhookId, known);
    return known;
  }

  /** Failures of this webhook, this attempt included. */
  function count(
    { webhookId }: LaneOwner,
    { breaker }: KnownBreaker,
    isFailure: boolean,
    startedAtMs: number,
  ): FailureRun {
    const version = breaker?.version ?? 0;
    const before = runs.get(webhookId);
    const begun =
      before === undefined || before.version === version ? before?.run : restarted(before.run);
    const run = runWith(begun, isFailure, { startedAtMs });
    if (run.lastTen === 0 && breaker?.state !== "recovering") runs.delete(webhookId);
    else runs.set(webhookId, { version, run });
    return run;
  }

  /** @returns whether the receiver went down or came back and this function told it first */
  async function change(
    owner: LaneOwner,
    known: KnownBreaker,
    next: Breaker | undefined,
  ): Promise<boolean> {
    upOnes.delete(owner.webhookId);
    if ((await breakers.put(owner, known, next, now())) === "refused") return false;
    return holdsBack(next) && next?.state !== known.breaker?.state;
  }

  /** The lane sends the first probe, or the first of what waits. */
  async function follow(owner: LaneOwner, next: Breaker, eventType: string): Promise<void> {
    await Promise.all([
      ports.wakeLane(owner).catch(() => undefined),
      ports.tell(owner, next, eventType),
    ]);
  }

  return async (owner) => {
    const known = await read(owner);
    const { webhookId } = owner;
    return {
      unsent: (record, profile, as) =>
        profile.breaker === true
          ? unsentCommit(known.breaker, record, profile.retry, as, now())
          : undefined,

      limit: ({ profile, limit }, record, as) =>
        profile.breaker === true && as === "usual" && !isResend(record)
          ? limitOfNew(known.breaker, limit)
          : limit,

      async ended({ attempt, outcome }, eventType, profile) {
        // Who rejects a delivery for good is there.
        const isFailure = outcome.verdict === "retry";
        const { breaker } = known;
        const isQuiet = breaker === undefined && runs.get(webhookId) === undefined;
        if (isFailure ? profile.breaker !== true : isQuiet) return nothing;
        const { startedAtMs, durationMs } = attempt;
        const run = count(owner, known, isFailure, startedAtMs);
        const ended = {
          startedAtMs,
          endedAtMs: startedAtMs + durationMs,
          eventType,
          scheduleMs: scheduleMsOf(profile),
        };
        const next = isFailure
          ? afterFailure(breaker, run, ended, constants)
          : afterSuccess(breaker, ended);
        if (next === breaker || changing.has(webhookId)) return nothing;
        changing.add(webhookId);
        const changed = change(owner, known, next).finally(() => changing.delete(webhookId));
        const isTurn = await within(LONGEST_CHANGE_MS, changed, machine).catch(() => false);
        return isTurn && next !== undefined ? () => follow(owner, next, eventType) : nothing;
      },
    };
  };
}
