import { describe, expect, test } from "vitest";

import type { Lane } from "../../../../lambdas/shared/domain/lane.ts";
import { makeEnsureLane } from "../../../../lambdas/shared/waiting/ensure-lane.ts";
import {
  executionsThrough,
  MemoryLaneExecutions,
} from "../../../support/fakes/memory-lane-executions.ts";
import { lanesThrough, MemoryLanes } from "../../../support/fakes/memory-lanes.ts";

const NOW_MS = 1_700_000_000_000;
const WEBHOOK_ID = "wh_0000000000000000000002";
const owner = { application: "acme", environment: "production", webhookId: WEBHOOK_ID } as const;

function lane(fields: Partial<Lane>): Lane {
  return {
    ...owner,
    state: "open",
    generation: 4,
    wokenAtMs: NOW_MS - 100_000,
    parkedAtMs: NOW_MS - 100_000,
    ...fields,
  };
}

/**
 * What another does while a call of ours is on its way: right before the call of that number (0, 1,
 * …) takes effect.
 */
type Meanwhile = Readonly<Record<number, (lanes: MemoryLanes) => void>>;

function setUp(seen: Lane | undefined, meanwhile: Meanwhile = {}, ended: readonly string[] = []) {
  const lanes = new MemoryLanes();
  if (seen !== undefined) lanes.lanes.set(WEBHOOK_ID, seen);
  const executions = new MemoryLaneExecutions();
  for (const name of ended) executions.end(name);
  const calls: string[] = [];
  const call = async <Result>(name: string, effect: () => Result): Promise<Result> => {
    meanwhile[calls.length]?.(lanes);
    calls.push(name.slice(0, 2));
    return effect();
  };
  const ensureLane = makeEnsureLane({
    lanes: lanesThrough(lanes, call),
    executions: executionsThrough(executions, call),
    constants: { laneDeadSeconds: 2700, laneTouchSeconds: 60 },
    now: () => NOW_MS,
  });
  return {
    calls,
    ensure: () => ensureLane(owner),
    running: () => [...executions.running.keys()],
    lane: () => lanes.read(WEBHOOK_ID),
  };
}

describe("ensuring that a lane runs", () => {
  test.each([
    ["absent, by the seconds of the clock", undefined, NOW_MS / 1000],
    ["closed", lane({ state: "closed" }), 5],
    ["open without a heartbeat for 2,700 s", lane({ wokenAtMs: NOW_MS - 2_700_000 }), 5],
  ])("opens the next generation of one that is %s", async (_, seen, generation) => {
    const { calls, ensure, running, lane: after } = setUp(seen);
    await ensure();
    expect(calls).toEqual(["E1", "E2", "E4"]);
    expect(running()).toEqual([`${WEBHOOK_ID}-${generation}`]);
    expect(after()).toEqual({
      ...owner,
      state: "opening",
      generation,
      wokenAtMs: NOW_MS,
      parkedAtMs: NOW_MS,
    });
  });

  test("notes the park and starts the execution of one that another is opening, who may have died doing so", async () => {
    const { calls, ensure, running, lane: after } = setUp(lane({ state: "opening" }));
    await ensure();
    expect(calls).toEqual(["E1", "E3", "E4"]);
    expect(running()).toEqual([`${WEBHOOK_ID}-4`]);
    expect(after()).toEqual(lane({ state: "opening", parkedAtMs: NOW_MS }));
  });

  test("notes the park on one that is open, and starts nothing", async () => {
    const { calls, ensure, running, lane: after } = setUp(lane({}));
    await ensure();
    expect(calls).toEqual(["E1", "E3"]);
    expect(running()).toEqual([]);
    expect(after()).toEqual(lane({ parkedAtMs: NOW_MS }));
  });

  test("writes nothing on one that is open and was told of a park within 60 s", async () => {
    const { calls, ensure } = setUp(lane({ parkedAtMs: NOW_MS - 59_999 }));
    await ensure();
    expect(calls).toEqual(["E1"]);
  });

  test("looks again when another opened it first", async () => {
    const opened = lane({ generation: 1, state: "opening", parkedAtMs: NOW_MS });
    const { calls, ensure, running } = setUp(undefined, {
      1: ({ lanes }) => lanes.set(WEBHOOK_ID, opened),
    });
    await ensure();
    expect(calls).toEqual(["E1", "E2", "E1", "E3", "E4"]);
    expect(running()).toEqual([`${WEBHOOK_ID}-1`]);
  });

  test("looks again when it was closed before the park was noted", async () => {
    const { calls, ensure, running } = setUp(lane({}), {
      1: ({ lanes }) => lanes.set(WEBHOOK_ID, lane({ state: "closed" })),
    });
    await ensure();
    expect(calls).toEqual(["E1", "E3", "E1", "E2", "E4"]);
    expect(running()).toEqual([`${WEBHOOK_ID}-5`]);
  });

  test("opens a further generation when the execution that it would start has ended, unopened", async () => {
    const { calls, ensure, running } = setUp(lane({ state: "opening" }), {}, [`${WEBHOOK_ID}-4`]);
    await ensure();
    expect(calls).toEqual(["E1", "E3", "E4", "E1", "E2", "E4"]);
    expect(running()).toEqual([`${WEBHOOK_ID}-5`]);
  });

  test("trusts the heartbeat when the execution has ended and the lane was woken just now", async () => {
    const woken = lane({ wokenAtMs: NOW_MS });
    const { calls, ensure, running } = setUp(
      lane({ state: "opening" }),
      { 3: ({ lanes }) => lanes.set(WEBHOOK_ID, woken) },
      [`${WEBHOOK_ID}-4`],
    );
    await ensure();
    expect(calls).toEqual(["E1", "E3", "E4", "E1"]);
    expect(running()).toEqual([]);
  });

  test.each([
    ["closed meanwhile", lane({ state: "closed" })],
    ["open, without a heartbeat", lane({ wokenAtMs: NOW_MS - 2_700_000 })],
    ["closed in the next generation", lane({ generation: 5, state: "closed" })],
  ])("begins again when the execution has ended and the lane is %s", async (_, found) => {
    const { calls, ensure, running } = setUp(
      lane({ state: "opening" }),
      { 3: ({ lanes }) => lanes.set(WEBHOOK_ID, found) },
      [`${WEBHOOK_ID}-4`],
    );
    await ensure();
    expect(calls).toEqual(["E1", "E3", "E4", "E1", "E1", "E2", "E4"]);
    expect(running()).toEqual([`${WEBHOOK_ID}-${found.generation + 1}`]);
  });

  test("gives up on a lane that changes under it again and again, so that the message comes back", async () => {
    const restless: Record<number, (lanes: MemoryLanes) => void> = {};
    for (let number = 1; number < 40; number += 2) {
      restless[number] = ({ lanes }) =>
        lanes.set(WEBHOOK_ID, lane({ state: "closed", wokenAtMs: NOW_MS - number }));
    }
    const { calls, ensure, running } = setUp(lane({ state: "closed" }), restless);
    await expect(ensure()).rejects.toThrow(`lane of ${WEBHOOK_ID} kept changing for 8 rounds`);
    expect(calls).toHaveLength(16);
    expect(running()).toEqual([]);
  });
});
