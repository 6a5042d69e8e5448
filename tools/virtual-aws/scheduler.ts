import { CallFailedError, isExplained } from "./explained-error.ts";

/**
 * What becomes of one external call.
 * - `reply`: it happens, its caller goes on
 * - `twice`: it happens, its reply is lost, the SDK repeats it; the caller sees the second reply
 * - `fail_before`, `fail_after`: the caller sees an error (a throttle, a timeout); the call did not
 *   or did happen
 * - `die_before`, `die_after`: the process ends; the call did not or did happen
 */
export type Fate = "reply" | "twice" | "fail_before" | "fail_after" | "die_before" | "die_after";

/** One run of a function, or of a request of the API. */
export interface Task {
  readonly name: string;
  /** Lambda ends it then: time does not pass beyond while it runs. */
  readonly deadlineMs: number;
  /**
   * Moments that must not pass before the task did what it owes: ids of messages that it sent and
   * did not mark yet.
   */
  readonly owes: Map<string, number>;
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

/** Something that a task does by itself, once it is due. */
interface Wait {
  readonly task: Task;
  readonly dueMs: number;
  readonly work: () => void;
}

/** How a task ended: `died` when its process did. */
export type TaskEnd = "done" | "threw" | "died";

/** Told of every call that happened, and how often. */
export type OnCall = (task: Task, name: string, fate: Fate, outcome?: Outcome<unknown>) => void;

/** What a call answered, or threw: a condition that does not hold is thrown. */
export type Outcome<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly error: unknown };

const RESOLVED = Promise.resolve();

/**
 * Virtual time and the tasks in it. Every external call of a task waits here until it is chosen: so
 * any interleaving of any tasks can be made, and the same choices make the same run.
 */
export class Scheduler {
  nowMs: number;
  readonly pending: PendingCall[] = [];
  readonly tasks = new Set<Task>();
  /** What tasks do in time. */
  readonly waits = new Set<Wait>();
  /** An error that no fault explains. */
  bug: unknown;
  onCall: OnCall | undefined;
  /** Told of each task that goes on after it waited. */
  onResume: (task: Task) => void = () => undefined;
  readonly #soon: Wait[] = [];
  /** No task can have moved since the last turn: nothing was done to any. */
  #isStill = true;
  readonly #onEnd = new Map<Task, (how: TaskEnd) => void>();

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Starts a task. */
  spawn(
    name: string,
    limitMs: number,
    work: (task: Task) => Promise<void>,
    onEnd: (how: TaskEnd) => void = () => undefined,
  ): Task {
    const deadlineMs = this.nowMs + limitMs;
    const task: Task = { name, deadlineMs, owes: new Map(), isOver: false };
    this.tasks.add(task);
    this.#onEnd.set(task, onEnd);
    this.onResume(task);
    this.#isStill = false;
    void work(task).then(
      () => this.#end(task, "done"),
      (error: unknown) => {
        this.notice(error);
        this.#end(task, "threw");
      },
    );
    return task;
  }

  /** Remembers the first error that no fault explains. */
  notice(error: unknown): void {
    this.bug ??= isExplained(error) ? undefined : error;
  }

  /**
   * One external call of a task. A late one of a task that ended is never made, and nobody waits
   * for it.
   */
  call<Result>(task: Task, name: string, effect: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (task.isOver) return;
      const happen = (fate: Fate, isSlow: boolean) => {
        const outcome = this.#happen(task, name, fate, effect);
        if (outcome === "died") {
          this.kill(task);
        } else if (outcome === "failed") {
          this.#isStill = false;
          reject(new CallFailedError("the call failed, or its reply did not come"));
        } else {
          this.#reply(task, name, isSlow, () => {
            this.#isStill = false;
            if (outcome.ok) resolve(outcome.result);
            else reject(outcome.error);
          });
        }
      };
      this.pending.push({ task, name, isReply: false, happen });
    });
  }

  /** Runs `work` once no task can go on by itself. */
  soon(task: Task, work: () => void): void {
    this.#soon.push({ task, dueMs: this.nowMs, work });
  }

  /** Runs `work` after so long. @returns takes it back */
  later(task: Task, ms: number, work: () => void): () => void {
    const wait = { task, dueMs: this.nowMs + Math.max(1, Math.ceil(ms)), work };
    this.waits.add(wait);
    return () => void this.waits.delete(wait);
  }

  /** Lets the first of the waits that are due by then go on. @returns whether there was one */
  wake(byMs = this.nowMs): boolean {
    let first: Wait | undefined;
    for (const wait of this.waits) {
      if (wait.dueMs <= byMs && wait.dueMs < (first?.dueMs ?? Infinity)) {
        first = wait;
      }
    }
    if (first === undefined) return false;
    this.waits.delete(first);
    this.#resume(first);
    return true;
  }

  /** When the next wait is due that is not now. */
  nextWakeMs(): number {
    let nextMs = Infinity;
    for (const { dueMs } of this.waits) {
      nextMs = Math.min(nextMs, dueMs);
    }
    return nextMs;
  }

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
    if (call === undefined || last === undefined) throw new RangeError(`no pending call ${index}`);
    if (index < this.pending.length) {
      this.pending[index] = last;
    }
    return call;
  }

  /**
   * Repeats `step`, letting all tasks run to their next call in between, until it answers `false`.
   * Tasks are moved by this scheduler only: where it moved none, the next step follows at once.
   */
  run(step: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = () => {
        try {
          do {
            this.#isStill = true;
            const first = this.#soon.shift();
            if (first === undefined) {
              if (!step()) {
                resolve();
                return;
              }
            } else if (!first.task.isOver) {
              this.#resume(first);
            }
          } while (this.#isStill);
          goOn();
        } catch (error) {
          reject(error);
        }
      };
      // A tick is run only when no microtask is left: all tasks stand at their next call then. What
      // `queueMicrotask` does besides costs more than most steps.
      const tick = () => process.nextTick(next);
      const goOn = () => void RESOLVED.then(tick);
      goOn();
    });
  }

  #resume({ task, work }: Wait): void {
    this.onResume(task);
    this.#isStill = false;
    work();
  }

  #reply(task: Task, name: string, isSlow: boolean, settle: () => void): void {
    if (isSlow) {
      const happen = (fate: Fate) => (fate === "reply" ? settle() : this.kill(task));
      this.pending.push({ task, name, isReply: true, happen });
    } else {
      settle();
    }
  }

  #happen<Result>(
    task: Task,
    name: string,
    fate: Fate,
    effect: () => Result,
  ): Outcome<Result> | "failed" | "died" {
    const isMade = fate !== "fail_before" && fate !== "die_before";
    let outcome = isMade ? outcomeOf(effect) : undefined;
    this.onCall?.(task, name, fate, outcome);
    if (fate === "twice") {
      outcome = outcomeOf(effect);
      this.onCall?.(task, name, fate, outcome);
    }
    if (fate === "die_before" || fate === "die_after") return "died";
    return outcome === undefined || fate === "fail_after" ? "failed" : outcome;
  }

  #end(task: Task, how: TaskEnd): void {
    if (task.isOver) return;
    task.isOver = true;
    this.#isStill = false;
    this.tasks.delete(task);
    for (let index = this.pending.length - 1; index >= 0; index -= 1) {
      if (this.pending[index]?.task === task) {
        this.take(index);
      }
    }
    for (const wait of this.waits) {
      if (wait.task === task) this.waits.delete(wait);
    }
    this.#onEnd.get(task)?.(how);
    this.#onEnd.delete(task);
  }
}

function outcomeOf<Result>(effect: () => Result): Outcome<Result> {
  try {
    return { ok: true, result: effect() };
  } catch (error) {
    return { ok: false, error };
  }
}
