import { describe, expect, test } from "vitest";

import { makeGuards, noBreaker } from "../../../lambdas/deliver/breakers.ts";
import type { MadeAttempt } from "../../../lambdas/shared/attempt/make-attempt.ts";
import {
  type AttemptVerdict,
  blankRecord,
} from "../../../lambdas/shared/domain/delivery-record.ts";
import { profileOf } from "../../../lambdas/shared/profiles/profiles.ts";
import { thisMachine } from "../../../lambdas/shared/runtime/machine.ts";
import { DOWN } from "../../contracts/breakers.ts";
import { MemoryBreakers } from "../../support/fakes/memory-breakers.ts";

const NOW_MS = 1_700_000_000_000;
const OWNER = { application: "acme", environment: "production", webhookId: "wh_a" } as const;
const TYPE = "CARD_STATUS_CHANGE";
const config = { customHeaderNames: [] };
const served = profileOf({ events: [TYPE], config });
const fixed = profileOf({ profile: "pawapass", events: [TYPE], config });
const record = blankRecord({ ...OWNER, eventId: "evt_a", eventType: TYPE, acceptedAtMs: NOW_MS });

const made = (verdict: AttemptVerdict, startedAtMs = NOW_MS) =>
  ({ attempt: { startedAtMs, durationMs: 5 }, outcome: { verdict } }) as MadeAttempt;

function setUp(wakeLane: () => Promise<void> = async () => undefined) {
  const breakers = new MemoryBreakers();
  const happened: string[] = [];
  const clock = { nowMs: NOW_MS };
  const guardOf = makeGuards({
    breakers,
    wakeLane: ({ webhookId }) => {
      happened.push(`wake ${webhookId}`);
      return wakeLane();
    },
    tell: async (_owner, { state }, eventType) => void happened.push(`${state} by ${eventType}`),
    constants: { breakerSeconds: 10, breakerFailures: 20 },
    machine: {
      ...thisMachine,
      now: () => clock.nowMs,
      later: (_, happens) => {
        const timer = setImmediate(happens);
        return () => clearImmediate(timer);
      },
    },
  });
  async function attempt(verdict: AttemptVerdict, { count = 1, profile = served } = {}) {
    for (let done = 0; done < count; done += 1) {
      clock.nowMs += 1000;
      const guard = await guardOf(OWNER);
      const follow = await guard.ended(made(verdict, clock.nowMs), TYPE, profile);
      await follow();
    }
  }
  return { breakers, happened, clock, guardOf, attempt };
}

describe("a receiver that is up", () => {
  test("costs no write, and one read in two seconds", async () => {
    const { breakers, guardOf, attempt, clock } = setUp();
    for (let count = 0; count < 100; count += 1) await guardOf(OWNER);
    expect(breakers.reads).toBe(1);
    clock.nowMs += 2000;
    await guardOf(OWNER);
    expect(breakers.reads).toBe(2);
    await attempt("succeeded", { count: 50 });
    expect(breakers.writes).toEqual([]);
  });

  test("is found down with its failures, and never by those of a webhook that is not served so", async () => {
    const { breakers, happened, attempt } = setUp();
    await attempt("retry", { count: 40, profile: fixed });
    expect(breakers.writes).toEqual([]);
    await attempt("retry", { count: 19 });
    expect(breakers.writes).toEqual(["suspected"]);
    await attempt("retry");
    expect(breakers.writes).toEqual(["suspected", "down"]);
    expect(happened).toEqual(["wake wh_a", `down by ${TYPE}`]);
  });

  test("is suspected no more with one success, wherever that is seen", async () => {
    const { breakers, attempt } = setUp();
    await attempt("retry", { count: 12 });
    await attempt("succeeded");
    expect(breakers.writes).toEqual(["suspected", "up"]);
    await attempt("retry", { count: 9 });
    expect(breakers.kept.size).toBe(0);
  });
});

describe("a receiver that is down", () => {
  test("gets no attempt but probes", async () => {
    const { breakers, guardOf } = setUp();
    breakers.kept.set(OWNER.webhookId, DOWN);
    const guard = await guardOf(OWNER);
    expect(guard.unsent(record, served, "usual")).toMatchObject({ kind: "defer" });
    expect(guard.unsent(record, served, "probe")).toBeUndefined();
    expect(guard.unsent(record, fixed, "usual")).toBeUndefined();
  });

  test.each(["succeeded", "rejected"] as const)("is back when an attempt %s", async (verdict) => {
    const { breakers, happened, attempt } = setUp();
    breakers.kept.set(OWNER.webhookId, DOWN);
    await attempt(verdict);
    expect(breakers.kept.get(OWNER.webhookId)).toMatchObject({ state: "recovering" });
    expect(happened).toEqual(["wake wh_a", `recovering by ${TYPE}`]);
  });

  test("failed probes are noted, and told to nobody", async () => {
    const { breakers, happened, attempt } = setUp();
    breakers.kept.set(OWNER.webhookId, { ...DOWN, probedAtMs: NOW_MS - 60_000 });
    await attempt("retry", { count: 3 });
    expect(breakers.writes).toEqual(["down"]);
    expect(breakers.kept.get(OWNER.webhookId)).toMatchObject({ probedAtMs: NOW_MS + 1000 });
    expect(happened).toEqual([]);
  });

  test("a batch that sees the same writes it once", async () => {
    const { breakers, guardOf } = setUp();
    breakers.kept.set(OWNER.webhookId, DOWN);
    const guards = await Promise.all([guardOf(OWNER), guardOf(OWNER), guardOf(OWNER)]);
    await Promise.all(guards.map((guard) => guard.ended(made("succeeded"), TYPE, served)));
    expect(breakers.writes).toEqual(["recovering"]);
  });

  test("no delivery fails of a lane that cannot be woken", async () => {
    const { breakers, attempt } = setUp(() => Promise.reject(new Error("no lane")));
    breakers.kept.set(OWNER.webhookId, DOWN);
    await attempt("succeeded");
    expect(breakers.kept.get(OWNER.webhookId)).toMatchObject({ state: "recovering" });
  });
});

describe("a receiver that recovers", () => {
  const paced = { sinceMs: NOW_MS, pace: 40, pacedAtMs: NOW_MS };
  const recovering = { ...DOWN, state: "recovering", ...paced } as const;
  const resent = { ...record, scheduledAtMs: NOW_MS + 1 };

  test("takes half of the pace of what its lane did not release, and of nothing else", async () => {
    const { breakers, guardOf } = setUp();
    breakers.kept.set(OWNER.webhookId, recovering);
    const guard = await guardOf(OWNER);
    const limit = { perSecond: 3, inFlight: 5 };
    expect(guard.limit({ profile: served }, record, "usual")).toEqual({ newPerSecond: 2 });
    expect(guard.limit({ profile: served, limit }, record, "usual")).toEqual({
      ...limit,
      newPerSecond: 1.5,
    });
    for (const as of ["paced", "probe"] as const) {
      expect(guard.limit({ profile: served }, record, as)).toBeUndefined();
      expect(guard.limit({ profile: served, limit }, record, as)).toBe(limit);
    }
    expect(guard.limit({ profile: served }, resent, "usual")).toBeUndefined();
    expect(guard.limit({ profile: fixed }, record, "usual")).toBeUndefined();
  });

  test("is told apart from one that is down, or up", async () => {
    const { breakers, guardOf, clock } = setUp();
    const limits = [];
    for (const breaker of [undefined, DOWN, { ...DOWN, state: "suspected" } as const]) {
      if (breaker !== undefined) breakers.kept.set(OWNER.webhookId, breaker);
      const guard = await guardOf(OWNER);
      limits.push(guard.limit({ profile: served }, record, "usual"));
      clock.nowMs += 2000;
    }
    expect(limits).toEqual([undefined, undefined, undefined]);
  });

  test("keeps its pace with one failure of ten, and grows with one of twenty", async () => {
    const often = setUp();
    often.breakers.kept.set(OWNER.webhookId, recovering);
    await often.attempt("succeeded", { count: 9 });
    await often.attempt("retry");
    expect(often.breakers.writes).toEqual(["recovering"]);
    expect(often.breakers.kept.get(OWNER.webhookId)).toMatchObject({ pace: 40 });
    const rarely = setUp();
    rarely.breakers.kept.set(OWNER.webhookId, recovering);
    await rarely.attempt("succeeded", { count: 19 });
    await rarely.attempt("retry");
    expect(rarely.breakers.writes).toEqual([]);
  });

  test("has its failures counted again with each pace", async () => {
    const { breakers, attempt } = setUp();
    breakers.kept.set(OWNER.webhookId, recovering);
    await attempt("retry", { count: 6 });
    expect(breakers.kept.get(OWNER.webhookId)).toMatchObject({ pace: 20 });
    await attempt("succeeded", { count: 5 });
    await attempt("retry");
    expect(breakers.kept.get(OWNER.webhookId)).toMatchObject({ pace: 20 });
  });
});

test.each([
  ["fails", () => Promise.reject(new Error("no table"))],
  ["does not answer", () => new Promise<never>(() => undefined)],
])("no delivery fails or waits for a breaker whose write %s", async (_, put) => {
  const { breakers, happened, attempt } = setUp();
  breakers.kept.set(OWNER.webhookId, DOWN);
  breakers.put = put;
  await attempt("succeeded");
  expect(happened).toEqual([]);
});

test("what another function wrote meanwhile stands", async () => {
  const { breakers, happened, guardOf } = setUp();
  breakers.kept.set(OWNER.webhookId, DOWN);
  const guard = await guardOf(OWNER);
  breakers.kept.set(OWNER.webhookId, { ...DOWN, version: 7 });
  const follow = await guard.ended(made("succeeded"), TYPE, served);
  await follow();
  expect(breakers.kept.get(OWNER.webhookId)).toMatchObject({ state: "down", version: 7 });
  expect(happened).toEqual([]);
});

test("without a breaker everything is attempted", async () => {
  const guard = await noBreaker();
  const limit = { perSecond: 5 };
  expect(guard.limit({ profile: served, limit }, record, "usual")).toBe(limit);
  expect(guard.unsent(record, served, "usual")).toBeUndefined();
  const follow = await guard.ended({} as MadeAttempt, TYPE, served);
  await expect(follow()).resolves.toBeUndefined();
});
