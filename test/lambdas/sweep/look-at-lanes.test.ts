import { describe, expect, test } from "vitest";

import type { LaneOwner } from "../../../lambdas/shared/domain/lane.ts";
import type { WriteResult } from "../../../lambdas/shared/waiting/delivery-ports.ts";
import { makeLookAtLanes } from "../../../lambdas/sweep/look-at-lanes.ts";
import { ownerOf } from "./lane-owners.ts";

const NOW_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;

/**
 * One lane: when its first delivery is due, when it was used last, what its removal answers; what
 * of it fails.
 */
interface World {
  readonly dueMs?: number;
  readonly usedMs?: number;
  readonly removal?: WriteResult;
  readonly heldBack?: "down" | "recovering";
  readonly fails?: "look" | "ensure" | "read" | "remove";
}

function setUp(worlds: readonly World[]) {
  const calls: [string, string, ...number[]][] = [];
  const failures: [string, unknown][] = [];
  let nowMs = NOW_MS;
  let atOnce = 0;
  let mostAtOnce = 0;
  const owners = worlds.map((_world, number) => ownerOf(number));
  async function call<Result>(
    what: NonNullable<World["fails"]>,
    webhookId: string,
    answer: (world: World) => Result,
    ...times: number[]
  ): Promise<Result> {
    const number = owners.findIndex((owner) => owner.webhookId === webhookId);
    calls.push([what, String(number), ...times]);
    nowMs += 10;
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    await Promise.resolve();
    atOnce -= 1;
    const world = worlds[number] ?? {};
    if (world.fails === what) throw new Error(`no ${what}`);
    return answer(world);
  }
  const lookAtLanes = makeLookAtLanes({
    lanes: {
      lastUsedMs: (id) => call("read", id, ({ usedMs }) => usedMs),
      remove: (id, beforeMs) =>
        call("remove", id, ({ removal }) => removal ?? "written", beforeMs - NOW_MS),
    },
    index: { firstDueMs: (id) => call("look", id, ({ dueMs }) => dueMs) },
    ensureLane: ({ webhookId }: LaneOwner) => call("ensure", webhookId, () => undefined),
    holdsBack: async ({ webhookId }) =>
      worlds[owners.findIndex((owner) => owner.webhookId === webhookId)]?.heldBack,
    constants: { overdueSeconds: 900, laneKeptSeconds: 86_400 },
    reportFailure: ({ webhookId }, error) => void failures.push([webhookId, error]),
    now: () => nowMs,
  });
  return { look: () => lookAtLanes(owners), owners, calls, failures, mostAtOnce: () => mostAtOnce };
}

/** What is told of lanes in order. */
const NOTHING = { overdue: 0, oldestOverdueMs: 0, down: 0, removed: 0, failed: 0 };

describe("a lane with something that waits", () => {
  test("is made sure of when that is overdue by a sleep, and only then", async () => {
    const { look, calls } = setUp([
      { dueMs: NOW_MS - 900_001 },
      { dueMs: NOW_MS - 890_000, usedMs: 0 },
      { dueMs: NOW_MS + DAY_MS, usedMs: 0 },
    ]);
    expect(await look()).toEqual({ ...NOTHING, overdue: 1, oldestOverdueMs: 900_031 });
    expect(calls).toEqual([
      ["look", "0"],
      ["look", "1"],
      ["look", "2"],
      ["ensure", "0"],
    ]);
  });
});

test("a lane that holds back what is due is not overdue; one whose receiver is down is counted", async () => {
  const dueMs = NOW_MS - DAY_MS;
  const { look } = setUp([
    { dueMs, heldBack: "down" },
    { dueMs, heldBack: "recovering" },
    { dueMs: NOW_MS, heldBack: "down" },
  ]);
  expect(await look()).toEqual({ ...NOTHING, down: 1 });
});

describe("a lane that nothing waits in", () => {
  test("is removed when it was not used for a day before the first look", async () => {
    const { look, calls } = setUp([{ usedMs: NOW_MS - DAY_MS - 1 }]);
    expect(await look()).toEqual({ ...NOTHING, removed: 1 });
    expect(calls).toEqual([
      ["look", "0"],
      ["read", "0"],
      ["remove", "0", -DAY_MS],
    ]);
  });

  test.each([
    ["used within the day", NOW_MS - DAY_MS],
    ["gone already", undefined],
  ])("is left alone when it is %s", async (_, usedMs) => {
    const { look, calls } = setUp([usedMs === undefined ? {} : { usedMs }]);
    expect(await look()).toEqual(NOTHING);
    expect(calls).toEqual([
      ["look", "0"],
      ["read", "0"],
    ]);
  });

  test("is not counted as removed when it was used just now", async () => {
    const { look } = setUp([{ usedMs: 0, removal: "refused" }]);
    expect(await look()).toEqual(NOTHING);
  });
});

test.each<[NonNullable<World["fails"]>, World]>([
  ["look", { fails: "look" }],
  ["ensure", { fails: "ensure", dueMs: 0 }],
  ["read", { fails: "read" }],
  ["remove", { fails: "remove", usedMs: 0 }],
])("a lane that fails (%s) keeps no other back", async (what, world) => {
  const { look, owners, failures } = setUp([world, { dueMs: 0 }, { usedMs: 0 }]);
  expect(await look()).toEqual({
    ...NOTHING,
    overdue: 1,
    oldestOverdueMs: expect.any(Number),
    removed: 1,
    failed: 1,
  });
  expect(failures).toEqual([[owners[0]?.webhookId, new Error(`no ${what}`)]]);
});

test("at most twenty lanes are looked at together, and ten removed", async () => {
  const full = setUp(Array.from({ length: 90 }, () => ({ dueMs: NOW_MS })));
  expect(await full.look()).toEqual(NOTHING);
  expect(full.mostAtOnce()).toBe(20);

  const idle = setUp(Array.from({ length: 12 }, () => ({ usedMs: 0 })));
  expect(await idle.look()).toEqual({ ...NOTHING, removed: 12 });
  const removals = idle.calls.slice(12).map(([what]) => what);
  expect(removals.join(" ")).toBe(
    [10, 2]
      .map((many) => `${"read ".repeat(many)}${"remove ".repeat(many)}`)
      .join("")
      .trim(),
  );
});
