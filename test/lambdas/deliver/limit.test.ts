import { describe, expect, test } from "vitest";

import { makeLimits } from "../../../lambdas/deliver/limit.ts";
import type { Attempt } from "../../../lambdas/shared/domain/delivery-record.ts";
import type { PacedLane } from "../../../lambdas/shared/waiting/keep-pace.ts";
import {
  delivered,
  blank,
  DELIVERY_ID,
  makeDeliverTestBed,
  mine,
  NOW_MS,
  parked,
  webhook,
} from "../../support/deliver-test-bed.ts";
import type { MemoryDeliveries } from "../../support/fakes/memory-deliveries.ts";
import { makeRecordedLog } from "../../support/recorded-log.ts";

const LIMIT = { perSecond: 5 };
const limited = { ...webhook, limit: LIMIT };

/** On trial, where another puts the record meanwhile. */
const onTrial = {
  webhook: limited,
  own: "trial",
  served: "trial",
  meanwhile: {
    "D4 commit": ({ records }: MemoryDeliveries) =>
      void records.set(DELIVERY_ID, { ...mine, attempts: 0, dispatch: 1 }),
  },
} as const;

describe("an attempt of a webhook with a rate limit", () => {
  test("is made where there is a slot, taken right before it", async () => {
    const bed = makeDeliverTestBed({ webhook: limited, slotUntilMs: NOW_MS });
    expect(await bed.deliver()).toBe("ack");
    expect(bed.calls.filter((call) => call === "take a slot" || call === "POST")).toEqual([
      "take a slot",
      "POST",
    ]);
    expect(bed.record()).toMatchObject({ status: "delivered", attempts: 1 });
    expect(bed.heeded).toHaveLength(1);
    expect(bed.ended[0]).toBe(80);
  });

  test("gives its place back, too, when it was not made, or something failed", async () => {
    const dead = makeDeliverTestBed({
      webhook: limited,
      record: parked,
      slotUntilMs: NOW_MS,
      fault: { call: "R2 mark", when: "before" },
    });
    await expect(dead.deliver({ dispatch: 3 })).rejects.toThrow("R2 mark failed");
    expect(dead.ended).toEqual([undefined]);
  });

  test("is put off where there is none: due as before, and no attempt of its schedule", async () => {
    const bed = makeDeliverTestBed({ webhook: limited, record: mine });
    bed.clock.nowMs += 5000;
    expect(await bed.deliver({ dispatch: 3 })).toBe("ack");
    expect(bed.calls).not.toContain("POST");
    const { nextAttemptAtMs, attempts, lastOutcome } = mine;
    expect(bed.record()).toMatchObject({
      status: "parked",
      dispatch: 4,
      attempts,
      nextAttemptAtMs,
      lastOutcome,
    });
    expect(bed.keptPace).toEqual([LIMIT]);
    expect(bed.calls).not.toContain("E ensure the lane");
  });

  test("is put off likewise before the first: due now", async () => {
    const bed = makeDeliverTestBed({ webhook: limited });
    expect(await bed.deliver()).toBe("ack");
    expect(bed.record()).toMatchObject({ status: "parked", attempts: 0, nextAttemptAtMs: NOW_MS });
  });

  test("is put off when it was held up until its slot was good no more", async () => {
    const bed = makeDeliverTestBed({
      webhook: limited,
      record: parked,
      slotUntilMs: NOW_MS,
      meanwhile: { "R2 mark": () => (bed.clock.nowMs += 1) },
    });
    expect(await bed.deliver({ dispatch: 3 })).toBe("ack");
    expect(bed.calls).not.toContain("POST");
    expect(bed.record()).toMatchObject({ status: "parked", carrier: "-", dispatch: 4 });
    expect(bed.keptPace).toEqual([LIMIT]);
  });

  test("keeps its slot when another has put its record meanwhile, and it is its own all the same", async () => {
    const bed = makeDeliverTestBed({ ...onTrial, slotUntilMs: NOW_MS });
    expect(await bed.deliver()).toBe("ack");
    expect(bed.calls.filter((call) => call === "take a slot")).toHaveLength(1);
    expect(bed.requests).toHaveLength(1);
  });

  test("is put off also where a hand-over has put its record meanwhile", async () => {
    const bed = makeDeliverTestBed({ ...onTrial });
    expect(await bed.deliver()).toBe("ack");
    expect(bed.record()).toMatchObject({ status: "parked", dispatch: 2, attempts: 0 });
    expect(bed.keptPace).toEqual([LIMIT]);
    expect(bed.requests).toEqual([]);
  });

  test("comes back soon, unsent, when the limiter cannot be asked", async () => {
    const bed = makeDeliverTestBed({
      webhook: limited,
      slotUntilMs: NOW_MS,
      fault: { call: "take a slot", when: "after" },
    });
    await expect(bed.deliver()).rejects.toThrow("take a slot failed");
    expect(bed.calls).not.toContain("POST");
    expect(bed.visibility).toEqual([["handle", 5]]);
    expect(bed.record()).toBeUndefined();
  });

  test("costs no slot where it must not be made", async () => {
    const bed = await delivered("ack", { webhook: { ...limited, status: "disabled" } }, {});
    expect(bed.calls).not.toContain("take a slot");
    expect(bed.calls).toContain("E ensure the lane");
  });
});

describe("an attempt of a webhook whose receiver recovers", () => {
  const limitOfNew = { newPerSecond: 2 };

  test("is put off where what is new has no slot: its lane goes on with it", async () => {
    const bed = makeDeliverTestBed({ limitOfNew });
    expect(await bed.deliver()).toBe("ack");
    expect(bed.requests).toEqual([]);
    expect(bed.record()).toMatchObject({ status: "parked", attempts: 0, nextAttemptAtMs: NOW_MS });
    expect(bed.keptPace).toEqual([limitOfNew]);
  });

  test("is made without a slot where its lane released it as a part of its half", async () => {
    const bed = makeDeliverTestBed({ limitOfNew, record: parked });
    expect(await bed.deliver({ dispatch: 3, paced: true })).toBe("ack");
    expect(bed.calls).not.toContain("take a slot");
    expect(bed.requests).toHaveLength(1);
  });

  test("needs a slot after a hold, though its lane released it before", async () => {
    const bed = makeDeliverTestBed({ limitOfNew, record: mine });
    bed.clock.nowMs += 5000;
    expect(await bed.deliver({ dispatch: 2, paced: true })).toBe("ack");
    expect(bed.requests).toEqual([]);
    expect(bed.keptPace).toEqual([limitOfNew]);
  });
});

test("a webhook without a limit is asked nothing", async () => {
  const bed = await delivered("ack", {}, {});
  expect(bed.calls).not.toContain("take a slot");
  expect(bed.calls).not.toContain("heed the receiver");
});

function setUp(fails = false) {
  const asked: string[] = [];
  const paused: unknown[] = [];
  const ended: unknown[] = [];
  const lanes: PacedLane[] = [];
  const { log, lines } = makeRecordedLog();
  const clock = { nowMs: NOW_MS };
  const limits = makeLimits({
    limiters: {
      async take(id, perSecond) {
        asked.push(id);
        return perSecond > 1 ? clock.nowMs + 1000 : undefined;
      },
      async pause(...args) {
        paused.push(args);
        if (fails) throw new Error("no pause");
      },
    },
    leases: {
      async take(_id, inFlight) {
        if (inFlight === 1) return undefined;
        const end = async (tookMs?: number) => {
          ended.push(tookMs);
          if (fails) throw new Error("not given back");
        };
        return { goodUntilMs: clock.nowMs + 500, end };
      },
    },
    keepPace: async (lane) => void lanes.push(lane),
    horizonSeconds: 900,
    log,
    now: () => clock.nowMs,
  });
  return { limits, asked, paused, ended, lanes, lines, clock };
}

test("a slot is good until its time, and none is not good at all", async () => {
  const { limits, clock } = setUp();
  const slot = await limits.enter("wh_1", LIMIT);
  expect(slot.isGood()).toBe(true);
  clock.nowMs += 1001;
  expect(slot.isGood()).toBe(false);
  expect((await limits.enter("wh_1", { perSecond: 1 })).isGood()).toBe(false);
});

test("what is new takes a slot of its half of the pace, and then one of its webhook's limit", async () => {
  const { limits, asked } = setUp();
  expect((await limits.enter("wh_1", { newPerSecond: 5 })).isGood()).toBe(true);
  expect((await limits.enter("wh_1", { newPerSecond: 5, perSecond: 1 })).isGood()).toBe(false);
  expect((await limits.enter("wh_1", { newPerSecond: 1, perSecond: 5 })).isGood()).toBe(false);
  expect(asked).toEqual(["wh_1#new", "wh_1#new", "wh_1", "wh_1#new"]);
});

test("a place is good for as long as it says, and is given back once, with the time that it took", async () => {
  const { limits, ended, clock } = setUp();
  const slot = await limits.enter("wh_1", { perSecond: 5, inFlight: 3 });
  expect(slot.isGood()).toBe(true);
  clock.nowMs += 501;
  expect(slot.isGood()).toBe(false);
  await slot.end(80);
  await slot.end();
  expect(ended).toEqual([80]);
});

test("without a place there is no slot, and without a slot no place is taken", async () => {
  const { limits, ended } = setUp();
  expect((await limits.enter("wh_1", { perSecond: 5, inFlight: 1 })).isGood()).toBe(false);
  const none = await limits.enter("wh_1", { perSecond: 1, inFlight: 3 });
  expect(none.isGood()).toBe(false);
  await none.end();
  expect(ended).toEqual([]);
});

test("a place that cannot be given back ends by itself", async () => {
  const { limits, ended } = setUp(true);
  const slot = await limits.enter("wh_1", { inFlight: 3 });
  await slot.end(80);
  expect(ended).toEqual([80]);
});

test("what is put off has its lane keep the pace, and is told of once a minute and webhook", async () => {
  const { limits, lanes, lines, clock } = setUp();
  await limits.putOff(mine, { perSecond: 0.5 });
  await limits.putOff(blank, { perSecond: 0.5 });
  await limits.putOff({ ...blank, webhookId: "wh_2" }, { perSecond: 2, inFlight: 7 });
  clock.nowMs += 60_000;
  await limits.putOff(mine, { perSecond: 0.5 });
  // Its receiver recovers: people know.
  await limits.putOff({ ...blank, webhookId: "wh_3" }, { newPerSecond: 0.5 });
  const { application, environment, webhookId } = mine;
  expect(lanes[0]).toEqual({ application, environment, webhookId, roundMs: 20_000 });
  expect(lanes.map(({ roundMs }) => roundMs)).toEqual([20_000, 20_000, 10_000, 20_000, 10_000]);
  const told = { application, environment, webhook_id: webhookId, rate_limit: 0.5 };
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    ["info", "webhook limited", told],
    ["info", "webhook limited", { ...told, webhook_id: "wh_2", rate_limit: 2, max_in_flight: 7 }],
    ["info", "webhook limited", told],
  ]);
});

describe("429 with Retry-After", () => {
  const times = { startedAtMs: NOW_MS, durationMs: 1 };
  const attempt: Attempt = { number: 1, ...times, verdict: "retry", httpStatus: 429 };
  const asks = (floorSeconds: number) => ({
    attempt,
    outcome: { verdict: "retry" as const, floorSeconds },
  });
  const heeds = { heedsReceiver: true };

  test.each([
    ["so long", 7, 7000],
    ["a quarter of an hour at most", 86_400, 900_000],
  ])("keeps all deliveries of a limited webhook back for %s", async (_, seconds, ms) => {
    const { limits, paused } = setUp();
    await limits.heed("wh_1", LIMIT, asks(seconds), heeds);
    expect(paused).toEqual([["wh_1", 5, NOW_MS + ms]]);
  });

  test.each([
    ["nothing is asked for", asks(0), heeds, LIMIT],
    ["the profile does not heed the receiver", asks(7), { heedsReceiver: false }, LIMIT],
    [
      "it is another answer",
      { ...asks(7), attempt: { ...attempt, httpStatus: 503 } },
      heeds,
      LIMIT,
    ],
    ["it is none", { attempt, outcome: { verdict: "succeeded" as const } }, heeds, LIMIT],
    ["only requests at once are limited", asks(7), heeds, { inFlight: 3 }],
  ])("does not where %s", async (_, made, profile, limit) => {
    const { limits, paused } = setUp();
    await limits.heed("wh_1", limit, made, profile);
    expect(paused).toEqual([]);
  });

  test("is forgotten where it cannot be written", async () => {
    const { limits, paused } = setUp(true);
    await limits.heed("wh_1", LIMIT, asks(7), heeds);
    expect(paused).toHaveLength(1);
  });
});
