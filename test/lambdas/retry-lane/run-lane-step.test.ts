import { describe, expect, test } from "vitest";

import {
  makeRunLaneStep,
  type LaneStep,
  type LaneStepPorts,
} from "../../../lambdas/retry-lane/run-lane-step.ts";
import type { Lane } from "../../../lambdas/shared/domain/lane.ts";
import type { Limit, Limiter } from "../../../lambdas/shared/domain/rate-limit.ts";
import type { WebhookStatus } from "../../../lambdas/shared/domain/webhook.ts";
import type { WriteResult } from "../../../lambdas/shared/waiting/delivery-ports.ts";
import type { LanePage, Wake } from "../../../lambdas/shared/waiting/lane-ports.ts";
import type { Parked } from "../../../lambdas/shared/waiting/release.ts";

const NOW_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;
const WEBHOOK = "wh_0000000000000000000002";
const STEP: LaneStep = { webhook: WEBHOOK, generation: 3 };
const PAGE: LanePage = { eventId: "evt_0000000000000000000009", nextAttemptAtMs: NOW_MS + 5 };
const lane: Lane = {
  application: "acme",
  environment: "production",
  webhookId: WEBHOOK,
  state: "open",
  generation: 3,
  wokenAtMs: NOW_MS,
  parkedAtMs: 0,
};
const woken: Wake = { result: "written", lane };

function parkedOf(number: number): Parked {
  const eventId = `evt_${String(number).padStart(22, "0")}`;
  const { application, environment, webhookId } = lane;
  return {
    application,
    environment,
    webhookId,
    eventId,
    dispatch: number,
    nextAttemptAtMs: NOW_MS,
  };
}

interface World {
  readonly wake?: Wake;
  readonly status?: WebhookStatus | "deleted";
  readonly limit?: Limit;
  readonly tookMs?: readonly number[];
  readonly limiter?: Limiter;
  readonly due?: readonly Parked[];
  readonly next?: LanePage;
  readonly holdsAny?: boolean;
  readonly close?: WriteResult;
  readonly restart?: WriteResult;
  readonly rest?: WriteResult;
  readonly answer?: WriteResult;
  readonly fails?: (dispatch: number) => boolean;
  /** How long each call takes. */
  readonly callMs?: number;
}

function setUp(world: World) {
  const calls: unknown[][] = [];
  const versions = new Set<number | undefined>();
  let clockMs = NOW_MS;
  const call = <Result>(result: Result, ...what: unknown[]): Promise<Result> => {
    calls.push(what);
    clockMs += world.callMs ?? 0;
    return Promise.resolve(result);
  };
  const { status = "enabled", limit } = world;
  const found =
    status === "deleted"
      ? undefined
      : { status, version: 7, ...(limit !== undefined && { limit }) };
  const ports: LaneStepPorts = {
    lanes: {
      wake: (webhook, generation, nowMs) =>
        call(world.wake ?? woken, "wake", webhook, generation, nowMs - NOW_MS),
      close: (webhook, generation, beforeMs) =>
        call(world.close ?? "written", "close", webhook, generation, beforeMs - NOW_MS),
      restart: (webhook, generation, nowMs) =>
        call(world.restart ?? "written", "restart", webhook, generation, nowMs - NOW_MS),
      rest: (webhook, generation, wokenAtMs, untilMs) =>
        call(
          world.rest ?? "written",
          ...["rest", webhook, generation, wokenAtMs - NOW_MS],
          ...(untilMs === undefined ? [] : [untilMs - NOW_MS]),
        ),
      answer: (webhook, generation) =>
        call(world.answer ?? "written", "answer", webhook, generation),
    },
    index: {
      due: (webhook, untilMs, after) =>
        call(
          { parked: world.due ?? [], next: world.next },
          "due",
          webhook,
          untilMs - NOW_MS,
          after,
        ),
      holdsAny: (webhook) => call(world.holdsAny ?? false, "holdsAny", webhook),
    },
    webhooks: {
      find: ({ application, environment, webhookId }) =>
        call(found, "status", application, environment, webhookId),
    },
    limiters: { read: (webhook) => call(world.limiter, "limiter", webhook) },
    leases: {
      tookMs: (webhook, inFlight) => call(world.tookMs ?? [], "places", webhook, inFlight),
    },
    guardedLook: async () => undefined,
    executions: { start: (webhook, generation) => call("started", "start", webhook, generation) },
    releaseTo: async ({ webhookId }) => {
      await call(undefined, "choose the pool", webhookId);
      return async ({ dispatch, nextAttemptAtMs, webhookVersion }) => {
        versions.add(webhookVersion);
        const inMs = nextAttemptAtMs - NOW_MS;
        await call(undefined, "release", dispatch, ...(inMs === 0 ? [] : [inMs]));
        if (world.fails?.(dispatch) === true) throw new Error(`no ${dispatch}`);
      };
    },
    constants: { horizonSeconds: 900, laneQuietSeconds: 800, mostWakes: 2000 },
    report: (_step, released, next) => void calls.push(["report", released, next]),
    now: () => clockMs,
  };
  const run = makeRunLaneStep(ports);
  return { run, calls, versions, names: () => calls.map(([name]) => name) };
}

describe("L1", () => {
  test("beats the heart of its own generation, in every invocation", async () => {
    const { run, calls } = setUp({});
    await run({ ...STEP, wakes: 7, page: PAGE });
    expect(calls[0]).toEqual(["wake", WEBHOOK, 3, 0]);
  });

  test.each([
    ["closed", { ...lane, state: "closed" as const }],
    ["superseded and open", { ...lane, generation: 4 }],
    ["nowhere", undefined],
  ])("ends when the lane is %s", async (_, found) => {
    const { run, names } = setUp({ wake: { result: "refused", lane: found } });
    expect(await run(STEP)).toEqual({ ...STEP, wakes: 1, next: "end" });
    expect(names()).toEqual(["wake", "report"]);
  });

  test("superseded while the successor is still opening, it starts that one before it ends", async () => {
    const opening: Lane = { ...lane, state: "opening", generation: 5 };
    const { run, calls } = setUp({ wake: { result: "refused", lane: opening } });
    expect(await run(STEP)).toMatchObject({ next: "end" });
    expect(calls[1]).toEqual(["start", WEBHOOK, 5]);
  });
});

describe("L2", () => {
  test.each(["enabled", "gone", "deleted"] as const)(
    "releases what is due within the horizon for a webhook that is %s",
    async (status) => {
      const { run, calls } = setUp({ status, due: [parkedOf(1), parkedOf(2)], holdsAny: true });
      await run(STEP);
      expect(calls.slice(1, 6)).toEqual([
        ["status", "acme", "production", WEBHOOK],
        ["due", WEBHOOK, 900_000, undefined],
        ["choose the pool", WEBHOOK],
        ["release", 1],
        ["release", 2],
      ]);
    },
  );

  test("releases for a disabled webhook only what deliver will drop, having waited 28 days", async () => {
    const { run, calls } = setUp({ status: "disabled", holdsAny: true });
    expect(await run(STEP)).toMatchObject({ next: "sleep" });
    const [, , untilMs] = calls.find(([name]) => name === "due") ?? [];
    expect(untilMs).toBeLessThan(-28 * DAY_MS);
    expect(untilMs).toBeGreaterThan(-28 * DAY_MS - 3_600_000);
  });

  test("goes on at the next page at once: no look whether the lane is empty, no close, no sleep", async () => {
    const { run, names } = setUp({ due: [parkedOf(1)], next: PAGE });
    expect(await run(STEP)).toEqual({ ...STEP, wakes: 1, next: "again", page: PAGE });
    expect(names()).toEqual(["wake", "status", "due", "choose the pool", "release", "report"]);
  });

  test("releases for the webhook as it is now, which functions may remember otherwise", async () => {
    const { run, versions } = setUp({ due: [parkedOf(1), parkedOf(2)] });
    await run(STEP);
    expect([...versions]).toEqual([7]);
    const gone = setUp({ status: "deleted", due: [parkedOf(1)] });
    await gone.run(STEP);
    expect([...gone.versions]).toEqual([undefined]);
  });

  test("begins a page where the last one ended, and forgets it after the last", async () => {
    const { run, calls } = setUp({ holdsAny: true });
    const answer = await run({ ...STEP, wakes: 1, page: PAGE });
    expect(calls.find(([name]) => name === "due")).toEqual(["due", WEBHOOK, 900_000, PAGE]);
    expect(answer).toEqual({ ...STEP, wakes: 2, next: "sleep" });
  });

  test("a release that fails keeps no other back, and fails the task in the end", async () => {
    const due = Array.from({ length: 250 }, (_, number) => parkedOf(number));
    const { run, names } = setUp({ due, fails: (number) => number === 3 || number === 240 });
    await expect(run(STEP)).rejects.toMatchObject({
      code: "RELEASE_FAILED",
      message: "2 of 250 releases failed",
      cause: new Error("no 3"),
    });
    expect(names().filter((name) => name === "release")).toHaveLength(250);
    expect(names().at(-1)).toBe("release");
  });
});

describe("L4 and L5", () => {
  test("sleeps while anything waits, without a close", async () => {
    const { run, names } = setUp({ holdsAny: true });
    expect(await run(STEP)).toMatchObject({ next: "sleep" });
    expect(names()).not.toContain("close");
  });

  test("closes an empty lane if nothing was parked for the quiet time before it looked", async () => {
    const { run, calls } = setUp({ callMs: 100 });
    expect(await run(STEP)).toMatchObject({ next: "end" });
    // wake, status and due took 300 ms; the look itself must not count.
    expect(calls.find(([name]) => name === "close")).toEqual(["close", WEBHOOK, 3, 300 - 800_000]);
  });

  test("sleeps when the close is refused: somebody parked meanwhile", async () => {
    const { run } = setUp({ close: "refused" });
    expect(await run(STEP)).toMatchObject({ next: "sleep" });
  });
});

describe("L6", () => {
  const old: LaneStep = { ...STEP, wakes: 1999 };

  test.each([
    ["of sleeping", { holdsAny: true }],
    ["of sleeping after a refused close", { close: "refused" as const }],
    ["of the next page", { due: [parkedOf(1)], next: PAGE }],
  ])("hands over to the next generation after 2,000 wakes, instead %s", async (_, world) => {
    const { run, calls } = setUp(world);
    expect(await run(old)).toEqual({ ...STEP, wakes: 2000, next: "end" });
    expect(calls.slice(-3, -1)).toEqual([
      ["restart", WEBHOOK, 3, 0],
      ["start", WEBHOOK, 4],
    ]);
  });

  test("does not before, and not where the lane ends anyway", async () => {
    const young = setUp({ holdsAny: true });
    expect(await young.run({ ...STEP, wakes: 1998 })).toMatchObject({ next: "sleep" });
    const ending = setUp({});
    expect(await ending.run(old)).toMatchObject({ next: "end" });
    expect(ending.names()).toContain("close");
    expect([...young.names(), ...ending.names()]).not.toContain("restart");
  });

  test("asks L1 again when the handover is refused", async () => {
    const { run, names } = setUp({ holdsAny: true, restart: "refused" });
    expect(await run(old)).toMatchObject({ next: "again" });
    expect(names()).not.toContain("start");
  });

  test.each([
    [0, 1],
    [1, 2],
    [3, 2],
    [4, 3],
  ])("a wake whose task was tried again %d times counts for %d", async (retries, wakes) => {
    const { run } = setUp({ holdsAny: true });
    expect(await run({ ...STEP, wakes: 10, retries })).toMatchObject({ wakes: 10 + wakes });
  });
});

describe("L7", () => {
  test("says that the wake of its heartbeat is over, right before it sleeps", async () => {
    const { run, calls } = setUp({ holdsAny: true, callMs: 100 });
    expect(await run(STEP)).toMatchObject({ next: "sleep" });
    expect(calls.slice(-3, -1)).toEqual([
      ["holdsAny", WEBHOOK],
      ["rest", WEBHOOK, 3, 0],
    ]);
  });

  test("answers a call that came meanwhile, and looks once more soon", async () => {
    const { run, calls } = setUp({ holdsAny: true, rest: "refused" });
    expect(await run(STEP)).toEqual({ ...STEP, wakes: 1, next: "soon" });
    expect(calls.slice(-2)).toEqual([
      ["answer", WEBHOOK, 3],
      ["report", 0, "soon"],
    ]);
  });

  test("looks at the first page before it answers a call", async () => {
    const { run, names } = setUp({ holdsAny: true, rest: "refused" });
    const again = await run({ ...STEP, page: PAGE });
    expect(again).toEqual({ ...STEP, wakes: 1, next: "again" });
    expect(names()).not.toContain("answer");
  });

  test("asks L1 again when it was superseded meanwhile", async () => {
    const { run } = setUp({ close: "refused", rest: "refused", answer: "refused" });
    expect(await run(STEP)).toMatchObject({ next: "again" });
  });
});

describe("of a webhook with a rate limit", () => {
  const backlog = Array.from({ length: 30 }, (_, number) => parkedOf(number));

  test("releases at its pace, leaves the rest, and looks again after a round", async () => {
    const { run, calls, names } = setUp({ limit: { perSecond: 2 }, due: backlog });
    expect(await run(STEP)).toEqual({
      ...STEP,
      wakes: 1,
      next: "soon",
      sleepSeconds: 10,
      pacedUntilMs: NOW_MS + 10_500,
    });
    const released = calls.filter(([name]) => name === "release");
    expect(released).toHaveLength(21);
    expect(released.slice(0, 3)).toEqual([
      ["release", 0],
      ["release", 1, 500],
      ["release", 2, 1000],
    ]);
    expect(calls.at(-2)).toEqual(["rest", WEBHOOK, 3, 0, 10_000]);
    expect(names()).not.toContain("close");
  });

  test("goes on at the next page at once where all of this one had a slot, behind it", async () => {
    const few = backlog.slice(0, 4);
    const first = await setUp({ limit: { perSecond: 2 }, due: few, next: PAGE }).run(STEP);
    expect(first).toMatchObject({ next: "again", page: PAGE, pacedUntilMs: NOW_MS + 2000 });
    const { run, calls } = setUp({ limit: { perSecond: 2 }, due: few, next: PAGE });
    expect(await run(first)).toMatchObject({ pacedUntilMs: NOW_MS + 4000 });
    expect(calls.findLast(([name]) => name === "release")).toEqual(["release", 3, 3500]);
  });

  test("begins anew after a round, whatever is left of the page", async () => {
    const { run } = setUp({ limit: { perSecond: 2 }, due: backlog, next: PAGE });
    expect(await run({ ...STEP, page: PAGE })).not.toHaveProperty("page");
  });

  test("releases nothing while its receiver asked to be left alone", async () => {
    const limiter = { nextUs: 0, pausedUntilMs: NOW_MS + 60_000 };
    const { run, names } = setUp({ limit: { perSecond: 2 }, due: backlog, limiter });
    expect(await run(STEP)).toMatchObject({ next: "soon", sleepSeconds: 10 });
    expect(names()).not.toContain("release");
  });

  test("looks soon, and not after a round, when somebody called", async () => {
    const { run } = setUp({ limit: { perSecond: 0.01 }, due: backlog, rest: "refused" });
    const answer = await run(STEP);
    expect(answer).toMatchObject({ next: "soon" });
    expect(answer).not.toHaveProperty("sleepSeconds");
  });

  test("releases nothing again of a round that it was called in", async () => {
    const { run, calls } = setUp({ limit: { perSecond: 2 }, due: backlog });
    await run({ ...STEP, pacedUntilMs: NOW_MS + 9500 });
    const released = calls.filter(([name]) => name === "release");
    expect(released).toEqual([
      ["release", 0, 9500],
      ["release", 1, 10_000],
    ]);
    const later = setUp({ limit: { perSecond: 2 }, due: backlog });
    expect(await later.run({ ...STEP, pacedUntilMs: NOW_MS + 60_000 })).toMatchObject({
      next: "soon",
      pacedUntilMs: NOW_MS + 60_000,
    });
    expect(later.names()).not.toContain("release");
  });

  test("hands over to the next generation after 2,000 wakes all the same", async () => {
    const { run } = setUp({ limit: { perSecond: 2 }, due: backlog });
    expect(await run({ ...STEP, wakes: 1999 })).toMatchObject({ next: "end" });
  });

  test.each([
    ["as if each request took a second", [], 21, 10],
    ["as long as the last ones took", [4000, 6000], 5, 10],
  ])("keeps the pace of its places: %s", async (_, tookMs, count, seconds) => {
    const { run, names } = setUp({ limit: { inFlight: 2 }, tookMs, due: backlog });
    expect(await run(STEP)).toMatchObject({ next: "soon", sleepSeconds: seconds });
    expect(names().filter((name) => name === "release")).toHaveLength(count);
    expect(names()).not.toContain("limiter");
  });

  test("keeps the slower pace of two limits", async () => {
    const { run, names } = setUp({
      limit: { inFlight: 100, perSecond: 1 },
      tookMs: [50],
      due: backlog,
    });
    await run(STEP);
    expect(names().filter((name) => name === "release")).toHaveLength(11);
  });

  test("sleeps and closes like any other while nothing is due", async () => {
    const later = backlog.map((one) => ({ ...one, nextAttemptAtMs: NOW_MS + 60_000 }));
    const { run, calls } = setUp({ limit: { perSecond: 2 }, due: later, holdsAny: true });
    expect(await run(STEP)).toMatchObject({ next: "sleep" });
    expect(calls.filter(([name]) => name === "release")).toHaveLength(30);
    expect(await setUp({ limit: { perSecond: 2 } }).run(STEP)).toMatchObject({ next: "end" });
  });

  test("releases what deliver will drop of a disabled one at once", async () => {
    const { run, calls } = setUp({ limit: { perSecond: 2 }, status: "disabled", due: backlog });
    await run(STEP);
    expect(calls.filter(([name]) => name === "release")).toHaveLength(30);
  });
});

test("reports what it released and what comes next", async () => {
  const { run, calls } = setUp({ due: [parkedOf(1), parkedOf(2)], holdsAny: true });
  await run(STEP);
  expect(calls.at(-1)).toEqual(["report", 2, "sleep"]);
});
