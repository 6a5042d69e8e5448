import { describe, expect, test } from "vitest";

import { makeGuardedLook, unguardedLook } from "../../../lambdas/retry-lane/guarded-look.ts";
import type { Breaker } from "../../../lambdas/shared/domain/breaker.ts";
import { blankRecord } from "../../../lambdas/shared/domain/delivery-record.ts";
import type { Lane } from "../../../lambdas/shared/domain/lane.ts";
import type { Limiter } from "../../../lambdas/shared/domain/rate-limit.ts";
import type { LaneIndex } from "../../../lambdas/shared/waiting/lane-ports.ts";
import type { Parked } from "../../../lambdas/shared/waiting/release.ts";
import { DOWN } from "../../contracts/breakers.ts";
import { callPlainly } from "../../support/fakes/external-call.ts";
import { MemoryBreakers } from "../../support/fakes/memory-breakers.ts";
import { laneIndexThrough, MemoryLaneIndex } from "../../support/fakes/memory-lane-index.ts";

const NOW_MS = 1_700_000_000_000;
const TENANT = { application: "acme", environment: "production" } as const;
const lane: Lane = {
  ...TENANT,
  webhookId: "wh_a",
  state: "open",
  generation: 1,
  wokenAtMs: NOW_MS,
  parkedAtMs: NOW_MS,
};
const down: Breaker = {
  ...DOWN,
  scheduleMs: 1_000_000,
  probedType: "A",
  pacedAtMs: NOW_MS - 90_000,
};
const recovering: Breaker = { ...down, state: "recovering", pace: 4, pacedAtMs: NOW_MS - 10_000 };

/** A lane in which these wait: when each is due, and its event type. */
function setUp(
  waiting: Readonly<Record<string, readonly [dueMs: number, type: string]>>,
  breaker: Breaker | undefined,
  options: {
    readonly random?: number;
    readonly pageSize?: number;
    readonly index?: Partial<LaneIndex>;
    readonly limiter?: Limiter;
  } = {},
) {
  const { random = 0, pageSize = 1000, index: changed, limiter } = options;
  const index = new MemoryLaneIndex();
  for (const [eventId, [dueMs]] of Object.entries(waiting)) {
    const identity = { ...TENANT, eventId, webhookId: "wh_a", eventType: "", acceptedAtMs: 0 };
    const parked = {
      ...blankRecord(identity),
      status: "parked",
      nextAttemptAtMs: NOW_MS + dueMs,
    } as const;
    index.follow(eventId, parked);
  }
  const breakers = new MemoryBreakers();
  if (breaker !== undefined) breakers.kept.set("wh_a", breaker);
  const clock = { nowMs: NOW_MS };
  const released: Parked[] = [];
  const look = makeGuardedLook({
    breakers,
    index: { ...laneIndexThrough(index, callPlainly, pageSize), ...changed },
    eventTypeOf: async ({ eventId }) => waiting[eventId]?.[1],
    releaseTo: async () => async (parked) => void released.push(parked),
    limiters: { read: async () => limiter },
    now: () => clock.nowMs,
    random: () => random,
  });
  const names = () =>
    released.map(({ eventId, isProbe }) => (isProbe === true ? `${eventId} probe` : eventId));
  return { look: (rateLimit?: number) => look(lane, rateLimit), released, names, breakers, clock };
}

test.each([undefined, { ...down, state: "suspected" } as const])(
  "a receiver that is up gets whatever is due",
  async (breaker) => {
    const { look, names } = setUp({ one: [-1, "A"] }, breaker);
    expect(await look()).toBeUndefined();
    expect(names()).toEqual([]);
  },
);

test("without a breaker every receiver is up", async () => {
  expect(await unguardedLook(lane)).toBeUndefined();
});

describe("a receiver that is down", () => {
  test("gets one probe that is due, of another event type than the last", async () => {
    const waiting = {
      one: [-900, "A"],
      two: [-800, "B"],
      three: [-10, "A"],
      later: [1, "B"],
    } as const;
    const { look, names } = setUp(waiting, down);
    expect(await look()).toEqual({ released: 1, isSoon: false });
    expect(names()).toEqual(["two probe"]);
  });

  test("gets a probe of the same type where there is no other", async () => {
    const { look, names } = setUp({ one: [-900, "A"], two: [-800, "A"] }, down, { random: 0.99 });
    await look();
    expect(names()).toEqual(["two probe"]);
  });

  test("gets the newest as every third", async () => {
    const waiting = { one: [-900, "B"], two: [-800, "B"], three: [-10, "A"] } as const;
    const { look, names } = setUp(waiting, { ...down, probes: 2 });
    await look();
    expect(names()).toEqual(["three probe"]);
  });

  test("gets none while nothing is due", async () => {
    const { look, names } = setUp({ later: [1, "A"] }, down);
    expect(await look()).toEqual({ released: 0, isSoon: false });
    expect(names()).toEqual([]);
    const nothing = setUp({}, down);
    expect(await nothing.look()).toEqual({ released: 0, isSoon: false });
  });

  test("what was due a whole schedule ago is released, to be dropped, and is no probe", async () => {
    const waiting = { old: [-1_002_000, "B"], one: [-1_001_999, "A"], two: [-1, "A"] } as const;
    const { look, names } = setUp(waiting, down);
    expect(await look()).toEqual({ released: 2, isSoon: false });
    expect(names()).toEqual(["one probe", "old"]);
  });

  test("more that ended than one look releases makes the next one soon", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 5001 }, (_, place) => [`e${place}`, [-2_000_000, "A"] as const]),
    );
    const { look, released } = setUp(many, down);
    expect(await look()).toEqual({ released: 5000, isSoon: true });
    expect(released.filter(({ isProbe }) => isProbe === true)).toEqual([]);
  });

  test("is looked at often in the first minute", async () => {
    const { look } = setUp({}, { ...down, pacedAtMs: NOW_MS - 59_000 });
    expect(await look()).toEqual({ released: 0, isSoon: true });
  });

  test("an index that lost what it showed gives no probe", async () => {
    const { look, names } = setUp({ one: [-900, "A"] }, down, { index: { some: async () => [] } });
    expect(await look()).toEqual({ released: 0, isSoon: false });
    expect(names()).toEqual([]);
  });
});

describe("a receiver that recovers", () => {
  const twenty = Object.fromEntries(
    Array.from({ length: 20 }, (_, place) => [`e${place}`, [place - 1000, "A"] as const]),
  );

  test("gets half of twice the pace of the last look, spread until the next", async () => {
    const { look, released, breakers } = setUp(twenty, recovering, { pageSize: 3 });
    expect(await look()).toEqual({ released: 4, isSoon: true });
    const noted = { pace: 8, pacedAtMs: NOW_MS, releasedAtMs: NOW_MS };
    expect(breakers.kept.get("wh_a")).toMatchObject(noted);
    expect(released.map(({ nextAttemptAtMs }) => nextAttemptAtMs - NOW_MS)).toEqual([
      0, 2000, 5000, 7000,
    ]);
    expect(released.every(({ isPaced }) => isPaced === true)).toBe(true);
  });

  test("gets half of its half of what found no slot since, and that once", async () => {
    const since = { new1: [-300, "A"], new2: [-200, "A"], new3: [-100, "A"] } as const;
    const breaker = { ...recovering, sinceMs: NOW_MS - 300 };
    const { look, names } = setUp({ ...twenty, ...since }, breaker);
    expect(await look()).toEqual({ released: 4, isSoon: true });
    expect(names().toSorted()).toEqual(["e0", "e1", "new1", "new2"]);
    const alone = setUp(since, breaker);
    expect(await alone.look()).toEqual({ released: 3, isSoon: true });
    expect(alone.names().toSorted()).toEqual(["new1", "new2", "new3"]);
  });

  test("gets nothing where its look was noted too late", async () => {
    const { look, breakers, clock, names } = setUp(twenty, recovering);
    const { put } = breakers;
    breakers.put = (...args) => {
      clock.nowMs += 1001;
      return put.apply(breakers, args);
    };
    expect(await look()).toEqual({ released: 0, isSoon: true });
    expect(names()).toEqual([]);
  });

  test("gets nothing early, and what is due later in its time", async () => {
    const { look, released } = setUp({ soon: [9000, "A"], later: [10_001, "A"] }, recovering);
    expect(await look()).toEqual({ released: 1, isSoon: true });
    expect(released[0]?.nextAttemptAtMs).toBe(NOW_MS + 9000);
    const nothing = setUp({ later: [800_000, "A"] }, recovering);
    expect(await nothing.look()).toEqual({ released: 0, isSoon: true });
    expect(nothing.breakers.kept.get("wh_a")).toMatchObject({ pace: 8 });
  });

  test("is up again when nothing waits, or when its pace has grown enough", async () => {
    const empty = setUp({}, recovering);
    expect(await empty.look()).toBeUndefined();
    const grown = setUp(twenty, { ...recovering, pace: 40_960 });
    expect(await grown.look()).toBeUndefined();
    expect([empty.breakers.kept.size, grown.breakers.kept.size]).toEqual([0, 0]);
    expect(grown.names()).toEqual([]);
  });

  test("gets half of its rate limit at most, and is up when nothing is due any more", async () => {
    const limited = setUp(twenty, recovering);
    expect(await limited.look(0.7)).toEqual({ released: 3, isSoon: true });
    expect(limited.breakers.kept.get("wh_a")).toMatchObject({ pace: 7 });
    const through = setUp({ later: [20_000, "A"] }, recovering);
    expect(await through.look(0.7)).toBeUndefined();
    expect(through.breakers.kept.size).toBe(0);
  });

  test("gets nothing while it asked to be left alone, after too many requests", async () => {
    const limiter = { nextUs: 0, pausedUntilMs: NOW_MS + 1 };
    const { look, breakers } = setUp(twenty, recovering, { limiter });
    expect(await look(5)).toEqual({ released: 0, isSoon: true });
    expect(breakers.writes).toEqual([]);
    const over = setUp(twenty, recovering, { limiter: { ...limiter, pausedUntilMs: NOW_MS } });
    expect(await over.look(5)).toEqual({ released: 4, isSoon: true });
  });

  test("gets it once, however often its lane looks, and whoever wakes it", async () => {
    const { look, names } = setUp(twenty, recovering);
    await look();
    expect(await look()).toEqual({ released: 0, isSoon: true });
    expect(names()).toHaveLength(4);
  });

  test("a pace that just changed stays", async () => {
    const { look, breakers } = setUp(twenty, { ...recovering, pacedAtMs: NOW_MS - 1000 });
    expect(await look()).toEqual({ released: 2, isSoon: true });
    expect(breakers.kept.get("wh_a")).toMatchObject({ pace: 4 });
  });

  test("what deliver found meanwhile is looked at soon", async () => {
    const { look, breakers, names } = setUp(twenty, recovering);
    breakers.put = async () => "refused";
    expect(await look()).toEqual({ released: 0, isSoon: true });
    expect(names()).toEqual([]);
  });
});
