import { describe, expect, test } from "vitest";

import { Scheduler, type Fate, type TaskEnd } from "../../../tools/virtual-aws/scheduler.ts";

/** Runs one task with one call that meets this fate. */
async function meet(fate: Fate, effect: () => number = () => 1) {
  const scheduler = new Scheduler(0);
  let happened = 0;
  let seen: unknown;
  let end: TaskEnd | undefined;
  scheduler.spawn(
    "task",
    1000,
    async (task) => {
      seen = await scheduler
        .call(task, "call", () => {
          happened += 1;
          return effect();
        })
        .catch((error: unknown) => (error as Error).name);
    },
    (how) => {
      end = how;
    },
  );
  await scheduler.run(() => {
    if (scheduler.pending.length === 0) return false;
    scheduler.take(0).happen(fate, false);
    return true;
  });
  return { happened, seen, end };
}

describe("a call", () => {
  test.each([
    ["reply", { happened: 1, seen: 1, end: "done" }],
    ["twice", { happened: 2, seen: 1, end: "done" }],
    ["fail_before", { happened: 0, seen: "CallFailedError", end: "done" }],
    ["fail_after", { happened: 1, seen: "CallFailedError", end: "done" }],
    ["die_before", { happened: 0, seen: undefined, end: "died" }],
    ["die_after", { happened: 1, seen: undefined, end: "died" }],
  ] as const)("meets the fate %s", async (fate, outcome) => {
    expect(await meet(fate)).toEqual(outcome);
  });

  test("that is refused rejects, unless its process died", async () => {
    const refuse = (): number => {
      throw new RangeError("refused");
    };
    expect(await meet("reply", refuse)).toMatchObject({ seen: "RangeError", end: "done" });
    expect(await meet("die_after", refuse)).toMatchObject({ seen: undefined, end: "died" });
  });
});

describe("what a task does by itself", () => {
  test("is done once it stands still, or is due, in the order of time", async () => {
    const scheduler = new Scheduler(0);
    const done: string[] = [];
    scheduler.spawn("task", 1000, async (task) => {
      scheduler.later(task, 20, () => void done.push("in 20 ms"));
      scheduler.later(task, 10, () => void done.push("in 10 ms"));
      scheduler.later(task, 5, () => void done.push("taken back"))();
      scheduler.soon(task, () => void done.push("soon"));
      await Promise.resolve();
      done.push("at once");
      await new Promise<void>((resolve) => void scheduler.later(task, 30, resolve));
    });
    await scheduler.run(() => {
      if (scheduler.wake()) return true;
      scheduler.nowMs = scheduler.nextWakeMs();
      return scheduler.nowMs < Infinity;
    });
    expect(done).toEqual(["at once", "soon", "in 10 ms", "in 20 ms"]);
  });

  test("is not done any more once it died", async () => {
    const scheduler = new Scheduler(0);
    let isDone = false;
    const task = scheduler.spawn("task", 1000, () => new Promise(() => undefined));
    scheduler.later(task, 10, () => {
      isDone = true;
    });
    scheduler.kill(task);
    expect(scheduler.wake(Infinity)).toBe(false);
    expect(isDone).toBe(false);
    expect(scheduler.tasks.size).toBe(0);
  });
});

test("steps that move no task follow one another at once", async () => {
  const scheduler = new Scheduler(0);
  const order: string[] = [];
  await scheduler.run(() => {
    void Promise.resolve().then(() => order.push("another turn"));
    return order.push("step") < 3;
  });
  expect(order.slice(0, 3)).toEqual(["step", "step", "step"]);
});

test("an error that no fault explains is remembered", async () => {
  const scheduler = new Scheduler(0);
  scheduler.spawn("task", 1000, () => Promise.reject(new TypeError("a bug")));
  await scheduler.run(() => false);
  await Promise.resolve();
  expect(scheduler.bug).toBeInstanceOf(TypeError);
});
