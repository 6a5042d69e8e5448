import { describe, expect, test } from "vitest";

import type { Lane } from "../../../../lambdas/shared/domain/lane.ts";
import { makeEnsureLane } from "../../../../lambdas/shared/waiting/ensure-lane.ts";
import { makeWakeLane } from "../../../../lambdas/shared/waiting/wake-lane.ts";
import {
  executionsThrough,
  MemoryLaneExecutions,
} from "../../../support/fakes/memory-lane-executions.ts";
import { callsThrough, lanesThrough, MemoryLanes } from "../../../support/fakes/memory-lanes.ts";

const NOW_MS = 1_700_000_000_000;
const constants = { laneDeadSeconds: 2700, laneTouchSeconds: 60 };
const owner = {
  application: "acme",
  environment: "production",
  webhookId: "wh_0000000000000000000002",
} as const;
const { webhookId } = owner;
const awake: Lane = {
  ...owner,
  state: "open",
  generation: 4,
  wokenAtMs: NOW_MS - 100_000,
  parkedAtMs: NOW_MS - 200_000,
};
const asleep: Lane = { ...awake, restedAtMs: awake.wokenAtMs };

/**
 * @param meanwhile what the lane does right before the call of that number (0, 1, …) takes effect
 */
function setUp(seen: Lane | undefined, meanwhile: (call: number, lanes: MemoryLanes) => void) {
  const lanes = new MemoryLanes();
  if (seen !== undefined) lanes.lanes.set(webhookId, seen);
  const executions = new MemoryLaneExecutions();
  const calls: string[] = [];
  const call = async <Result>(name: string, effect: () => Result): Promise<Result> => {
    meanwhile(calls.length, lanes);
    calls.push(name.slice(0, 2));
    return effect();
  };
  const now = () => NOW_MS;
  const wakeLane = makeWakeLane({
    lanes: callsThrough(lanes, call),
    ensureLane: makeEnsureLane({
      lanes: lanesThrough(lanes, call),
      executions: executionsThrough(executions, call),
      constants,
      now,
    }),
    constants,
    now,
  });
  return { calls, lanes, running: executions.running, wake: () => wakeLane(owner) };
}

describe("waking a lane", () => {
  test.each([
    ["absent", undefined],
    ["closed", { ...awake, state: "closed" }],
  ] as const)("that is %s does nothing: whoever parks next opens it", async (_, seen) => {
    const { calls, lanes, running, wake } = setUp(seen, () => undefined);
    await wake();
    expect(calls).toEqual(["W1"]);
    expect([lanes.read(webhookId), running.size]).toEqual([seen, 0]);
  });

  test("that sleeps lets the next generation take over at once, and look twice", async () => {
    const { calls, lanes, running, wake } = setUp(asleep, () => undefined);
    await wake();
    expect(calls).toEqual(["W1", "W2", "E1", "E3", "E4"]);
    const { restedAtMs: _, ...rest } = asleep;
    const times = { wokenAtMs: NOW_MS, parkedAtMs: NOW_MS };
    expect(lanes.read(webhookId)).toEqual({ ...rest, ...times, state: "opening", generation: 5 });
    expect(lanes.called).toContain(webhookId);
    expect([...running.keys()]).toEqual([`${webhookId}-5`]);
  });

  test("that is awake calls it, and starts nothing beside it", async () => {
    const { calls, lanes, running, wake } = setUp(awake, () => undefined);
    await wake();
    expect(calls).toEqual(["W1", "W3"]);
    expect([lanes.read(webhookId), running.size]).toEqual([awake, 0]);
    expect(lanes.called).toContain(webhookId);
  });

  test("that is opening starts it, for who opened it may have died", async () => {
    const opening: Lane = { ...awake, state: "opening" };
    const { calls, running, wake } = setUp(opening, () => undefined);
    await wake();
    expect(calls).toEqual(["W1", "E1", "E3", "E4"]);
    expect([...running.keys()]).toEqual([`${webhookId}-4`]);
  });

  test("whose execution has died opens it anew", async () => {
    const dead: Lane = { ...awake, wokenAtMs: NOW_MS - 2_700_000 };
    const { calls, running, wake } = setUp(dead, () => undefined);
    await wake();
    expect(calls).toEqual(["W1", "E1", "E2", "E4"]);
    expect([...running.keys()]).toEqual([`${webhookId}-5`]);
  });

  test("that falls asleep meanwhile is superseded, and one that wakes meanwhile called", async () => {
    const tired = setUp(awake, (number, lanes) => {
      if (number === 1) lanes.lanes.set(webhookId, asleep);
    });
    await tired.wake();
    expect(tired.calls).toEqual(["W1", "W3", "W1", "W2", "E1", "E3", "E4"]);
    const early = setUp(asleep, (number, lanes) => {
      if (number === 1) lanes.lanes.set(webhookId, awake);
    });
    await early.wake();
    expect(early.calls).toEqual(["W1", "W2", "W1", "W3"]);
  });

  test("gives up on one that changes each time", async () => {
    const { wake } = setUp(awake, (number, lanes) => {
      lanes.lanes.set(webhookId, number % 2 === 0 ? awake : asleep);
    });
    await expect(wake()).rejects.toThrow("kept changing for 8 rounds");
  });
});
