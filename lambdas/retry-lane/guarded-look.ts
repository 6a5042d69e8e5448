import { afterLook, type Breaker } from "../shared/domain/breaker.ts";
import type { DeliveryKey } from "../shared/domain/identifiers.ts";
import type { Lane } from "../shared/domain/lane.ts";
import { endedUntilMs, isNewestNext, isProbedOften } from "../shared/domain/unsent.ts";
import type { Breakers } from "../shared/waiting/breaker-ports.ts";
import type { LaneIndex, LanePage } from "../shared/waiting/lane-ports.ts";
import type { Parked, Release } from "../shared/waiting/release.ts";
import { releaseAll } from "./release-all.ts";

/** What came of a look. */
interface Guarded {
  readonly released: number;
  /** Whether to look again soon, and not after the lane's sleep. */
  readonly isSoon: boolean;
}

/**
 * L2 while the receiver is down, or has just come back; `undefined`: it is up, and all that is due is released.
 * @param rateLimit requests a second that its webhook allows: as soon as its pace is no less, that alone holds
 */
export type GuardedLook = (lane: Lane, rateLimit?: number) => Promise<Guarded | undefined>;

/** Whose schedule is over, released in a look: 500 a second, looked at every 10 s. */
const MOST_ENDED = 5000;
/** Deliveries of each key among which a probe is chosen, by their event type. */
const CANDIDATES = 2;
/** Until the next look of a lane that recovers, in seconds (lib/retry-lane/lane-definition.ts): the pace is spread over it. */
const LOOK_SECONDS = 10;

/** There is no breaker. */
export const unguardedLook: GuardedLook = () => Promise.resolve(undefined);

/** What `makeGuardedLook` needs. */
export interface GuardedLookPorts {
  readonly breakers: Breakers;
  readonly index: Pick<LaneIndex, "due" | "some" | "firstDueMs">;
  readonly eventTypeOf: (key: DeliveryKey) => Promise<string | undefined>;
  readonly releaseTo: (lane: Lane) => Promise<Release>;
  readonly horizonSeconds: number;
  readonly now: () => number;
  readonly random: () => number;
}

/**
 * What a lane releases of a receiver that is down: one probe, and what has ended. Of one that has just come back: a pace that
 * doubles with each look.
 */
export function makeGuardedLook(ports: GuardedLookPorts): GuardedLook {
  const { breakers, index, now, random } = ports;

  /** A delivery that is due, of another event type than the last probe if there is one. */
  async function chooseProbe(lane: Lane, breaker: Breaker): Promise<Parked | undefined> {
    const { webhookId } = lane;
    const firstDueMs = await index.firstDueMs(webhookId);
    const untilMs = now();
    // What is over is no probe: it is released in any case.
    const firstMs = Math.max(firstDueMs ?? Infinity, endedUntilMs(breaker, untilMs) + 1);
    if (firstMs > untilMs) return undefined;
    const newestFirst = isNewestNext(breaker);
    const fromMs = newestFirst ? firstMs : firstMs + Math.floor(random() * (untilMs - firstMs));
    const sample = { fromMs, untilMs, newestFirst, most: CANDIDATES };
    const some = await index.some(webhookId, sample);
    const found =
      some.length > 0 ? some : await index.some(webhookId, { ...sample, fromMs: firstMs });
    if (newestFirst) {
      return found.toSorted((one, other) => other.nextAttemptAtMs - one.nextAttemptAtMs)[0];
    }
    const types = await Promise.all(found.map(ports.eventTypeOf));
    const others = found.filter((_one, place) => types[place] !== breaker.probedType);
    const among = others.length > 0 ? others : found;
    return among[Math.floor(random() * among.length)];
  }

  /** Page after page, up to `most`; what is released is gone from the index, or is recognised by its record. */
  async function releaseDue(
    lane: Lane,
    untilMs: number,
    most: number,
    release: Release,
    spreadSeconds = 0,
  ): Promise<{ readonly released: number; readonly isAll: boolean }> {
    let released = 0;
    let page: LanePage | undefined;
    do {
      // oxlint-disable-next-line no-await-in-loop
      const { parked, next } = await index.due(lane.webhookId, untilMs, page);
      const part = parked.slice(0, most - released);
      const places = released;
      const spread = part.map((one, place) => ({
        ...one,
        nextAttemptAtMs: Math.max(
          one.nextAttemptAtMs,
          now() + Math.floor(((places + place) / most) * spreadSeconds) * 1000,
        ),
      }));
      // oxlint-disable-next-line no-await-in-loop
      await releaseAll(spread, release);
      released += part.length;
      if (part.length < parked.length) return { released, isAll: false };
      page = next;
    } while (page !== undefined && released < most);
    return { released, isAll: page === undefined };
  }

  async function lookDown(lane: Lane, breaker: Breaker): Promise<Guarded> {
    const release = await ports.releaseTo(lane);
    const probe = await chooseProbe(lane, breaker);
    if (probe !== undefined) await release({ ...probe, isProbe: true });
    const ended = await releaseDue(lane, endedUntilMs(breaker, now()), MOST_ENDED, release);
    return {
      released: ended.released + (probe === undefined ? 0 : 1),
      isSoon: !ended.isAll || isProbedOften(breaker, now()),
    };
  }

  return async (lane, rateLimit = Infinity) => {
    const known = await breakers.read(lane);
    const { breaker } = known;
    if (breaker === undefined || breaker.state === "suspected") return undefined;
    if (breaker.state === "down") return lookDown(lane, breaker);
    const isEmpty = (await index.firstDueMs(lane.webhookId)) === undefined;
    const next = afterLook(breaker, isEmpty, now(), rateLimit * LOOK_SECONDS);
    if (next !== breaker && (await breakers.put(lane, known, next, now())) === "refused") {
      return { released: 0, isSoon: true };
    }
    if (next === undefined) return undefined;
    const untilMs = now() + ports.horizonSeconds * 1000;
    const { released } = await releaseDue(
      lane,
      untilMs,
      next.pace,
      await ports.releaseTo(lane),
      LOOK_SECONDS,
    );
    return { released, isSoon: true };
  };
}
