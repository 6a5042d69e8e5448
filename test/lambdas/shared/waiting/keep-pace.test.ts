import { expect, test } from "vitest";

import type { Lane } from "../../../../lambdas/shared/domain/lane.ts";
import { makeKeepPace } from "../../../../lambdas/shared/waiting/keep-pace.ts";
import type { ExternalCall } from "../../../support/fakes/external-call.ts";
import { callsThrough, MemoryLanes } from "../../../support/fakes/memory-lanes.ts";

const NOW_MS = 1_700_000_000_000;
const ROUND_MS = 10_000;
const WEBHOOK = "wh_0000000000000000000002";

const awake: Lane = {
  application: "acme",
  environment: "production",
  webhookId: WEBHOOK,
  state: "open",
  generation: 3,
  wokenAtMs: NOW_MS - 1000,
  parkedAtMs: NOW_MS,
};
const asleep: Lane = { ...awake, restedAtMs: awake.wokenAtMs };

/** @param meanwhile what becomes of the lane before the call of that name */
function setUp(lane: Lane | undefined, meanwhile: Readonly<Record<string, Partial<Lane>>> = {}) {
  const lanes = new MemoryLanes();
  if (lane !== undefined) lanes.lanes.set(WEBHOOK, lane);
  const calls: string[] = [];
  const call: ExternalCall = async (name, effect) => {
    calls.push(name);
    const present = lanes.read(WEBHOOK);
    if (present !== undefined) lanes.lanes.set(WEBHOOK, { ...present, ...meanwhile[name] });
    return effect();
  };
  const keepPace = makeKeepPace({
    lanes: callsThrough(lanes, call),
    ensureLane: async () => void calls.push("E"),
    constants: { laneDeadSeconds: 2700 },
    now: () => NOW_MS,
  });
  return { calls, run: () => keepPace({ ...awake, roundMs: ROUND_MS }) };
}

test.each([
  ["opened just now", { ...awake, state: "opening" } as const, []],
  ["gone again", undefined, []],
  ["asleep for a round at most", { ...asleep, sleepsUntilMs: NOW_MS + ROUND_MS }, []],
  ["awake", awake, ["W3 call the lane"]],
  ["asleep for longer", asleep, ["W2 supersede the lane", "E"]],
  [
    "asleep for a little longer",
    { ...asleep, sleepsUntilMs: NOW_MS + ROUND_MS + 1 },
    ["W2 supersede the lane", "E"],
  ],
])("a lane that is %s", async (_, lane, then) => {
  const { calls, run } = setUp(lane);
  await run();
  expect(calls).toEqual(["E", "W1 read the lane", ...then]);
});

test("one that falls asleep before it is called is woken", async () => {
  const { calls, run } = setUp(awake, { "W3 call the lane": { restedAtMs: awake.wokenAtMs } });
  await run();
  expect(calls).toEqual([
    "E",
    "W1 read the lane",
    "W3 call the lane",
    "W1 read the lane",
    "W2 supersede the lane",
    "E",
  ]);
});

test("one that was opened meanwhile is started, too: perhaps nobody did", async () => {
  const { calls, run } = setUp(asleep, {
    "W2 supersede the lane": { state: "opening", generation: 4 },
  });
  await run();
  expect(calls).toEqual([
    "E",
    "W1 read the lane",
    "W2 supersede the lane",
    "W1 read the lane",
    "E",
  ]);
});

test("one that keeps changing is left at E after three rounds: it wakes after its sleep", async () => {
  const { calls, run } = setUp(asleep, {
    "W2 supersede the lane": { restedAtMs: 1 },
    "W1 read the lane": { restedAtMs: awake.wokenAtMs },
  });
  await run();
  expect(calls.filter((name) => name === "W2 supersede the lane")).toHaveLength(3);
});
