import { MessageNotInFlightError } from "../../local/virtual-aws/memory-queue.ts";
import type { ExternalCall } from "../support/fakes/external-call.ts";

/**
 * What becomes of one external call.
 * - `reply`: it happens, its caller goes on
 * - `twice`: it happens, its reply is lost, the SDK repeats it; the caller sees the second reply
 * - `fail_before`, `fail_after`: the caller sees an error (a throttle, a timeout); the call did not or did happen
 * - `die_before`, `die_after`: the process ends; the call did not or did happen
 */
export type Fate = "reply" | "twice" | "fail_before" | "fail_after" | "die_before" | "die_after";

/** One run of a function, or of a request of the API. */
export interface Task {
  readonly name: string;
  /** Lambda ends it then: time does not pass beyond while it runs. */
  readonly deadlineMs: number;
  /** Moments that must not pass before the task did what it owes: ids of messages that it sent and did not mark yet. */
  readonly owes: Map<string, number>;
  /** Deliveries that it parked after an attempt: it releases those itself whose delay is short. */
  readonly delayed: Set<string>;
  isOver: boolean;
}

/** A call that waits for the scheduler. */
export interface PendingCall {
  readonly task: Task;
  readonly name: string;
  /** The call has happened; what waits is its reply, on its way to the caller. */
  readonly isReply: boolean;
  /**
   * Makes the call happen as fate wants it.
   * @param isSlow its reply is a step of its own then
   */
  readonly happen: (fate: Fate, isSlow: boolean) => void;
}

/** How a task ended: `died` when its process did. */
export type TaskEnd = "done" | "threw" | "died";

/** The error that a failed call throws. */
class CallFailedError extends Error {
  override readonly name = "CallFailedError";
}

/**
 * Virtual time and the tasks in it. Every external call of a task waits here until it is chosen: so any interleaving of any tasks
 * can be made, and the same choices make the same run.
 */
export class Scheduler {
  nowMs: number;
  readonly pending: PendingCall[] = [];
  readonly tasks = new Set<Task>();

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Told of every call that happened. */
  onCall: ((task: Task, name: string, fate: Fate, result: unknown) => void) | undefined;

  /** Starts a task; `work` must not throw anything but what a failed call throws. */
  spawn(
    name: string,
    limitMs: number,
    work: (call: ExternalCall, task: Task) => Promise<void>,
    onEnd: (how: TaskEnd) => void = () => undefined,
  ): Task {
    const task: Task = {
      name,
      deadlineMs: this.nowMs + limitMs,
      owes: new Map(),
      delayed: new Set(),
      isOver: false,
    };
    this.tasks.add(task);
    this.#onEnd.set(task, onEnd);
    const call: ExternalCall = (callName, effect) =>
      new Promise((resolve, reject) => {
        if (task.isOver) {
          return; // A late call of a task that ended: nobody waits for it.
        }
        const reply = (settle: () => void, isSlow: boolean) => {
          if (isSlow) {
            const happen = (fate: Fate) => (fate === "reply" ? settle() : this.kill(task));
            this.pending.push({ task, name: callName, isReply: true, happen });
          } else {
            settle();
          }
        };
        const happen = (fate: Fate, isSlow: boolean) => {
          try {
            const answer = (result: ReturnType<typeof effect>) =>
              reply(() => resolve(result), isSlow);
            this.#happen(task, callName, fate, effect, answer, reject);
          } catch (error) {
            reject(error);
          }
        };
        this.pending.push({ task, name: callName, isReply: false, happen });
      });
    void work(call, task).then(
      () => this.#end(task, "done"),
      (error: unknown) => {
        this.bug ??= isExplained(error) ? undefined : error;
        this.#end(task, "threw");
      },
    );
    return task;
  }

  /** An error that no fault explains. */
  bug: unknown;

  /** Ends a task now: its process is gone. */
  kill(task: Task): void {
    this.#end(task, "died");
  }

  /** The latest moment that time may pass to while the tasks run. */
  horizonMs(): number {
    let latest = Infinity;
    for (const task of this.tasks) {
      latest = Math.min(latest, task.deadlineMs);
      for (const dueMs of task.owes.values()) {
        latest = Math.min(latest, dueMs);
      }
    }
    return Math.max(latest, this.nowMs);
  }

  /** Takes a pending call by its place. */
  take(index: number): PendingCall {
    const call = this.pending[index];
    const last = this.pending.pop();
    if (call === undefined || last === undefined) {
      throw new RangeError(`no pending call ${index}`);
    }
    if (index < this.pending.length) {
      this.pending[index] = last;
    }
    return call;
  }

  /** Repeats `step`, letting all tasks run to their next call in between, until it answers `false`. */
  run(step: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = () => {
        try {
          if (step()) {
            // A tick is run only when no microtask is left: all tasks stand at their next call then.
            queueMicrotask(() => process.nextTick(next));
          } else {
            resolve();
          }
        } catch (error) {
          reject(error);
        }
      };
      queueMicrotask(() => process.nextTick(next));
    });
  }

  readonly #onEnd = new Map<Task, (how: TaskEnd) => void>();

  #happen<Result>(
    task: Task,
    name: string,
    fate: Fate,
    effect: () => Result,
    reply: (result: Result) => void,
    reject: (error: Error) => void,
  ): void {
    if (fate === "fail_before" || fate === "die_before") {
      this.onCall?.(task, name, fate, undefined);
    } else {
      let result = effect();
      this.onCall?.(task, name, fate, result);
      if (fate === "twice") {
        result = effect();
        this.onCall?.(task, name, fate, result);
      }
      if (fate === "reply" || fate === "twice") {
        reply(result);
        return;
      }
    }
    if (fate === "die_before" || fate === "die_after") {
      this.kill(task);
    } else {
      reject(new CallFailedError("the call failed, or its reply did not come"));
    }
  }

  #end(task: Task, how: TaskEnd): void {
    if (task.isOver) {
      return;
    }
    task.isOver = true;
    this.tasks.delete(task);
    for (let index = this.pending.length - 1; index >= 0; index -= 1) {
      if (this.pending[index]?.task === task) {
        this.take(index);
      }
    }
    this.#onEnd.get(task)?.(how);
    this.#onEnd.delete(task);
  }
}

/** Whether an error is what the code makes of a failed call; anything else is a bug. */
export function isExplained(error: unknown): boolean {
  if (error instanceof CallFailedError || error instanceof MessageNotInFlightError) {
    return true;
  }
  return (
    error instanceof Error &&
    ((error.cause !== undefined && isExplained(error.cause)) ||
      error.message.includes("kept changing"))
  );
}
