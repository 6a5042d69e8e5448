import { ExecutionAlreadyExists, StartExecutionCommand } from "@aws-sdk/client-sfn";

import type { LaneAnswer, LaneStep } from "../../lambdas/retry-lane/run-lane-step.ts";
import { laneDefinition } from "../../lib/retry-lane/lane-definition.ts";
import type { Meter } from "../simulate/cost/usage.ts";
import { evaluate } from "./lane-expressions.ts";

/** An execution of the lane's state machine, and what it has been through. */
export interface VirtualExecution {
  readonly name: string;
  readonly startedAtMs: number;
  endedAtMs: number | undefined;
  /** When its task ran. */
  readonly wakesMs: number[];
  transitions: number;
}

/** One run of the function that an execution waits for. */
export interface LaneTask {
  readonly execution: string;
  readonly input: LaneStep;
}

interface Running {
  readonly execution: VirtualExecution;
  /** What it was started with. */
  readonly text: string;
  /** The state that it enters next, or whose task it waits for. */
  state: string;
  /** When it goes on: with a task, when that has taken too long. */
  atMs: number;
  input: Readonly<Record<string, unknown>>;
  /** Tries of the present task that failed. */
  retries: number;
  task: LaneTask | undefined;
}

/** How Step Functions behaves. */
export interface VirtualExecutionsOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleepSeconds: number;
  /** Longer than the function's own timeout. @default 900 */
  readonly taskTimeoutSeconds?: number;
  readonly meter?: Meter;
  /** Chooses how much of a retry's interval passes, in [0, 1). @default all of it */
  readonly random?: () => number;
  /**
   * What a start of the running execution answers: AWS with that execution, the emulator as for one
   * that ended.
   * @default started
   */
  readonly runningAnswer?: "started" | "already_ended";
}

/**
 * A name is free again so long after its execution ended.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
const NAME_KEPT_MS = 90 * 86_400_000;

/**
 * Step Functions with the lane's own definition: counts every state that is entered. Who runs it
 * runs the tasks.
 */
export class VirtualExecutions {
  readonly executions = new Map<string, VirtualExecution>();
  readonly #running = new Map<string, Running>();
  readonly #definition: ReturnType<typeof laneDefinition>;
  readonly #options: VirtualExecutionsOptions;

  constructor(options: VirtualExecutionsOptions) {
    const { sleepSeconds, taskTimeoutSeconds = 900 } = options;
    this.#options = options;
    this.#definition = laneDefinition({
      invokeArn: "",
      functionArn: "",
      taskTimeoutSeconds,
      sleepSeconds,
    });
  }

  /**
   * Answers a command of the SDK.
   * @throws ExecutionAlreadyExists when an execution of that name has ended, or runs with another
   *   input
   */
  answer(command: unknown): object {
    if (!(command instanceof StartExecutionCommand)) {
      throw new TypeError(`no virtual Step Functions answers ${command?.constructor.name}`);
    }
    this.#options.meter?.add("StartExecution", {});
    const { name = "", input = "" } = command.input;
    const { runningAnswer = "started" } = this.#options;
    const running = this.#running.get(name);
    if (running === undefined && !this.#isKept(name)) {
      this.#start(name, input);
    } else if (running?.text !== input || runningAnswer === "already_ended") {
      throw new ExecutionAlreadyExists({ $metadata: {}, message: `${name} was started before` });
    }
    return { executionArn: name };
  }

  /** When an execution goes on by itself; Infinity when none does. */
  nextMs(): number {
    let nextMs = Infinity;
    for (const { atMs } of this.#running.values()) nextMs = Math.min(nextMs, atMs);
    return nextMs;
  }

  /**
   * When one goes on by itself, or has waited too long for its task; Infinity when it does not run.
   */
  goesOnMs(name: string): number {
    return this.#running.get(name)?.atMs ?? Infinity;
  }

  /** Lets every execution go on that is due. @returns the tasks that they wait for from now on */
  due(): LaneTask[] {
    const tasks: LaneTask[] = [];
    for (const running of this.#running.values()) {
      while (running.atMs <= this.#options.now() && running.execution.endedAtMs === undefined) {
        if (running.task === undefined) this.#enter(running);
        else this.#tryAgain(running);
        if (running.task !== undefined) tasks.push(running.task);
      }
    }
    return tasks;
  }

  /**
   * The function answered. Nobody waits for a task that took too long, or whose execution was
   * stopped.
   */
  completed(task: LaneTask, answer: LaneAnswer): void {
    const running = this.#waitingFor(task);
    if (running === undefined) return;
    const { Output, Next } = this.#definition.States.Wake;
    const scope = { input: running.input, result: answer };
    running.input = evaluate(Output, scope) as Running["input"];
    this.#goOn(running, Next);
  }

  /** The function failed, or died. */
  failed(task: LaneTask): void {
    const running = this.#waitingFor(task);
    if (running !== undefined) this.#tryAgain(running);
  }

  /** An execution ends in the middle of what it does, as somebody in the console ends it. */
  stop(name: string): void {
    const running = this.#running.get(name);
    if (running !== undefined) this.#end(running);
  }

  #start(name: string, text: string): void {
    const startedAtMs = this.#options.now();
    const execution = { name, startedAtMs, endedAtMs: undefined, wakesMs: [], transitions: 0 };
    this.executions.set(name, execution);
    this.#running.set(name, {
      execution,
      text,
      state: this.#definition.StartAt,
      atMs: startedAtMs,
      input: JSON.parse(text) as Running["input"],
      retries: 0,
      task: undefined,
    });
  }

  #isKept(name: string): boolean {
    const endedAtMs = this.executions.get(name)?.endedAtMs ?? -Infinity;
    return endedAtMs + NAME_KEPT_MS > this.#options.now();
  }

  #enter(running: Running): void {
    const { execution, state: name } = running;
    const states = this.#definition.States;
    const state = states[name as keyof typeof states];
    execution.transitions += 1;
    this.#options.meter?.add(`state ${name}`, { stateTransitions: 1 });
    switch (state.Type) {
      case "Task":
        this.#try(running);
        break;
      case "Choice": {
        const { input } = running;
        const chosen = state.Choices.find(
          ({ Condition }) => evaluate(Condition, { input }) === true,
        );
        running.state = chosen?.Next ?? state.Default;
        break;
      }
      case "Wait":
        running.atMs += Number(evaluate(state.Seconds, { input: running.input })) * 1000;
        running.state = state.Next;
        break;
      case "Succeed":
        this.#end(running);
        break;
    }
  }

  /** Runs the task of the state from now on. */
  #try(running: Running): void {
    const { input, retries, execution } = running;
    const { Arguments, TimeoutSeconds } = this.#definition.States.Wake;
    const nowMs = this.#options.now();
    const payload = evaluate(Arguments.Payload, { input, retries }) as LaneStep;
    running.task = { execution: execution.name, input: payload };
    running.atMs = nowMs + TimeoutSeconds * 1000;
    execution.wakesMs.push(nowMs);
  }

  /** Retry: after up to twice the last interval; or Catch, once all tries are used up. */
  #tryAgain(running: Running): void {
    const { Retry, Catch } = this.#definition.States.Wake;
    const [{ IntervalSeconds, BackoffRate, MaxAttempts }] = Retry;
    running.task = undefined;
    if (running.retries < MaxAttempts) {
      const { random = () => 1 } = this.#options;
      const pauseSeconds = IntervalSeconds * BackoffRate ** running.retries * random();
      running.retries += 1;
      running.atMs = this.#options.now() + pauseSeconds * 1000;
      return;
    }
    const [{ Output, Next }] = Catch;
    running.input = evaluate(Output, { input: running.input }) as Running["input"];
    this.#goOn(running, Next);
  }

  #goOn(running: Running, next: string): void {
    running.task = undefined;
    running.retries = 0;
    running.state = next;
    running.atMs = this.#options.now();
  }

  #end({ execution }: Running): void {
    execution.endedAtMs = this.#options.now();
    this.#running.delete(execution.name);
  }

  #waitingFor(task: LaneTask): Running | undefined {
    const running = this.#running.get(task.execution);
    return running?.task === task ? running : undefined;
  }
}
