import type { Breaker } from "../shared/domain/breaker.ts";
import type { DeliveryKey } from "../shared/domain/identifiers.ts";
import type { Lane } from "../shared/domain/lane.ts";
import { endedUntilMs, isNewestNext, isProbedOften } from "../shared/domain/unsent.ts";
import type { LaneIndex } from "../shared/waiting/lane-ports.ts";
import type { RateLimits } from "../shared/waiting/limit-ports.ts";
import type { Breakers } from "../shared/waiting/receiver-ports.ts";
import type { Parked, Release } from "../shared/waiting/release.ts";
import { makeLookRecovering } from "./look-recovering.ts";
import { releaseDue } from "./release-due.ts";

/** What came of a look. */
export interface Guarded {
  readonly released: number;
  /** Whether to look again soon, and not after the lane's sleep. */
  readonly isSoon: boolean;
}

/**
 * L2 while the receiver is down, or has just come back; `undefined`: it is up, and all that is due
 * is released.
 * @param rateLimit requests a second that its webhook allows: its pace is never more
 */
export type GuardedLook = (lane: Lane, rateLimit?: number) => Promise<Guarded | undefined>;

/** Whose schedule is over, released in a look: 500 a second, looked at every 10 s. */
const MOST_ENDED = 5000;
/** Deliveries of each key among which a probe is chosen, by their event type. */
const CANDIDATES = 2;

/** There is no breaker. */
export const unguardedLook: GuardedLook = () => Promise.resolve(undefined);

/** What `makeGuardedLook` needs. */
export interface GuardedLookPorts {
  readonly breakers: Breakers;
  readonly index: Pick<LaneIndex, "due" | "some" | "firstDueMs">;
  readonly eventTypeOf: (key: DeliveryKey) => Promise<string | undefined>;
  readonly releaseTo: (lane: Lane) => Promise<Release>;
  readonly limiters: Pick<RateLimits, "read">;
  readonly now: () => number;
  readonly random: () => number;
}

/**
 * What a lane releases of a receiver that is down, one probe, and what has ended; or of one that
 * has just come back.
 */
export function makeGuardedLook(ports: GuardedLookPorts): GuardedLook {
  const { breakers, index, now, random } = ports;
  const lookRecovering = makeLookRecovering(ports);

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

  async function lookDown(lane: Lane, breaker: Breaker): Promise<Guarded> {
    const release = await ports.releaseTo(lane);
    const probe = await chooseProbe(lane, breaker);
    if (probe !== undefined) await release({ ...probe, isProbe: true }); // R
    const ended = await releaseDue(index, lane, endedUntilMs(breaker, now()), MOST_ENDED, release);
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
    return lookRecovering(lane, known, breaker, rateLimit);
  };
}
