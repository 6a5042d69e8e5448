import type { Breaker } from "../shared/domain/breaker.ts";
import type { Lane } from "../shared/domain/lane.ts";
import {
  afterLook,
  backlogShare,
  isLookDue,
  isLookGood,
  LOOK_SECONDS,
  type Waiting,
} from "../shared/domain/recovery.ts";
import type { KnownBreaker } from "../shared/waiting/receiver-ports.ts";
import type { Parked } from "../shared/waiting/release.ts";
import type { Guarded, GuardedLookPorts } from "./guarded-look.ts";
import { releaseAll } from "./release-all.ts";
import { releaseDue } from "./release-due.ts";

/**
 * What a lane releases of a receiver that has just come back: half of a pace that doubles with each
 * look, as the other half is for what is new.
 */
export function makeLookRecovering(
  ports: Pick<GuardedLookPorts, "breakers" | "index" | "limiters" | "releaseTo" | "now">,
) {
  const { breakers, index, now } = ports;

  /**
   * The first of what became due since it is there: what is new, and found no slot. It has half of
   * the lane's half, or it would wait behind all that waited before.
   */
  async function dueSince(
    { webhookId }: Lane,
    fromMs: number,
    untilMs: number,
    most: number,
  ): Promise<readonly Parked[]> {
    if (most === 0 || fromMs > untilMs) return [];
    const some = await index.some(webhookId, { fromMs, untilMs, newestFirst: false, most });
    return some
      .toSorted((one, other) => one.nextAttemptAtMs - other.nextAttemptAtMs)
      .slice(0, most);
  }

  async function waitingIn({ webhookId }: Lane): Promise<Waiting> {
    const firstDueMs = await index.firstDueMs(webhookId);
    if (firstDueMs === undefined) return "nothing";
    return firstDueMs <= now() + LOOK_SECONDS * 1000 ? "due" : "later";
  }

  /** Noted first, released then: who dies in between, or looks at the same time, loses a look. */
  return async (
    lane: Lane,
    known: KnownBreaker,
    breaker: Breaker,
    rateLimit: number,
  ): Promise<Guarded | undefined> => {
    const later = { released: 0, isSoon: true };
    const nowMs = now();
    if (!isLookDue(breaker, nowMs)) return later;
    // It asked to be left alone for a while, after too many requests.
    const limiter = rateLimit === Infinity ? undefined : await ports.limiters.read(lane.webhookId);
    if (limiter !== undefined && limiter.pausedUntilMs > nowMs) return later;
    const next = afterLook(breaker, await waitingIn(lane), nowMs, rateLimit * LOOK_SECONDS);
    // L2: its note
    if ((await breakers.put(lane, known, next, nowMs)) === "refused") return later;
    if (next === undefined) return undefined;
    if (!isLookGood(nowMs, now())) return later;
    const release = await ports.releaseTo(lane);
    const share = backlogShare(next);
    const fromMs = now();
    const untilMs = fromMs + LOOK_SECONDS * 1000;
    /** Spread over the look. */
    const paced = (parked: Parked, place: number, of: number): Parked => {
      const slotMs = fromMs + Math.floor((place / of) * LOOK_SECONDS) * 1000;
      const nextAttemptAtMs = Math.max(parked.nextAttemptAtMs, slotMs);
      return { ...parked, nextAttemptAtMs, isPaced: true };
    };
    const most = Math.floor(share / 2);
    const late = await dueSince(lane, next.sinceMs, untilMs, most);
    await releaseAll(
      late.map((one, place) => paced(one, place, late.length)),
      release,
    );
    const left = share - late.length;
    const { released } = await releaseDue(index, lane, untilMs, left, release, {
      spread: (one, place) => paced(one, place, left),
      except: new Set(late.map(({ eventId }) => eventId)),
    });
    return { released: late.length + released, isSoon: true };
  };
}
