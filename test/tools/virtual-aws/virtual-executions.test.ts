import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";

import { wakesOfFailure } from "../../../lambdas/retry-lane/history.ts";
import { evaluate } from "../../../tools/virtual-aws/lane-expressions.ts";
import {
  VirtualExecutions,
  type VirtualExecutionsOptions,
} from "../../../tools/virtual-aws/virtual-executions.ts";

const step = { webhook: "wh_1", generation: 7 };

function open(options: Partial<VirtualExecutionsOptions> = {}) {
  const clock = { nowMs: 0 };
  const executions = new VirtualExecutions({
    now: () => clock.nowMs,
    sleepSeconds: 900,
    taskTimeoutSeconds: 60,
    ...options,
  });
  const start = (name = "wh_1-7", input: object = step) =>
    executions.answer(
      new StartExecutionCommand({ stateMachineArn: "arn", name, input: JSON.stringify(input) }),
    );
  /** The one task that is due. */
  const task = () => {
    const [due, ...more] = executions.due();
    if (due === undefined || more.length > 0) throw new Error(`${more.length} more tasks are due`);
    return due;
  };
  return { clock, executions, start, task };
}

describe("an execution", () => {
  test("wakes, comes back at once or sleeps, and ends, as its function answers", () => {
    const { clock, executions, start, task } = open();
    start();
    const first = task();
    expect(first).toEqual({ execution: "wh_1-7", input: { ...step, retries: 0 } });
    expect(executions.due()).toEqual([]);
    clock.nowMs = 5_000; // A task lasts as long as it lasts.
    const page = { eventId: "evt_1", nextAttemptAtMs: 1 };
    executions.completed(first, { ...step, wakes: 1, next: "again", page });
    const second = task();
    expect(second.input).toMatchObject({ ...step, wakes: 1, page, retries: 0 });
    executions.completed(second, { ...step, wakes: 2, next: "sleep" });
    expect(executions.due()).toEqual([]);
    expect(executions.nextMs()).toBe(905_000);
    clock.nowMs = 905_000;
    executions.completed(task(), { ...step, wakes: 3, next: "end" });
    executions.due();
    expect(executions.nextMs()).toBe(Infinity);
    expect(executions.executions.get("wh_1-7")).toMatchObject({
      endedAtMs: 905_000,
      wakesMs: [0, 5_000, 905_000],
      transitions: 8,
    });
  });

  test("tries a failed task again after 2, 4, 8 and 16 s at most, then sleeps and begins anew", () => {
    const { clock, executions, start, task } = open();
    start("wh_1-7", { ...step, wakes: 10, page: { eventId: "evt_1", nextAttemptAtMs: 1 } });
    for (const [retries, seconds] of [2, 4, 8, 16].entries()) {
      const failed = task();
      expect(failed.input.retries).toBe(retries);
      executions.failed(failed);
      clock.nowMs += seconds * 1000 - 1;
      expect(executions.due()).toEqual([]);
      clock.nowMs += 1;
    }
    executions.failed(task());
    expect(executions.due()).toEqual([]);
    clock.nowMs += 900_000;
    expect(task().input).toEqual({ ...step, wakes: 10 + wakesOfFailure(5), retries: 0 });
  });

  test("counts from nothing when its first wake fails, and its pauses are drawn", () => {
    const { clock, executions, start, task } = open({ random: () => 0 });
    start();
    for (let tries = 0; tries < 5; tries += 1) executions.failed(task());
    executions.due();
    clock.nowMs += 900_000;
    expect(task().input.wakes).toBe(wakesOfFailure(5));
  });

  test("does not wait longer for a task than its timeout, nor for what comes of it later", () => {
    const { clock, executions, start, task } = open();
    start();
    const late = task();
    clock.nowMs = 60_000;
    expect(executions.due()).toEqual([]);
    executions.completed(late, { ...step, wakes: 1, next: "end" });
    expect(executions.nextMs()).toBe(62_000);
    clock.nowMs = 62_000;
    expect(task().input.retries).toBe(1);
  });

  test("that is stopped in the middle of its task has ended", () => {
    const { executions, start, task } = open();
    start();
    const running = task();
    executions.stop("wh_1-7");
    executions.completed(running, { ...step, wakes: 1, next: "again" });
    expect(executions.due()).toEqual([]);
    expect(() => start()).toThrow(expect.objectContaining({ name: "ExecutionAlreadyExists" }));
  });

  test("that runs is answered with when it is started anew, but not with another input", () => {
    const { executions, start } = open();
    start();
    expect(start()).toEqual(start());
    expect(() => start("wh_1-7", { ...step, generation: 8 })).toThrow(
      expect.objectContaining({ name: "ExecutionAlreadyExists" }),
    );
    expect(executions.due()).toHaveLength(1);
  });

  test("leaves its name free 90 days after its end", () => {
    const { clock, executions, start } = open();
    start();
    executions.stop("wh_1-7");
    clock.nowMs = 90 * 86_400_000;
    start();
    expect(executions.due()).toHaveLength(1);
  });
});

test("an expression of another form than the lane's is not guessed at", () => {
  expect(evaluate({ plain: 5, text: "x" }, { input: {} })).toEqual({ plain: 5, text: "x" });
  expect(() => evaluate("{% $count($states.input) %}", { input: {} })).toThrow(TypeError);
});
