import { ExecutionAlreadyExists, StartExecutionCommand } from "@aws-sdk/client-sfn";

import type { LaneAnswer, LaneStep } from "../../lambdas/retry-lane/run-lane-step.ts";
import { laneDefinition } from "../../lib/retry-lane/lane-definition.ts";
import type { Meter } from "../simulate/cost/usage.ts";
import { LATENCY_MS } from "./latencies.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** An execution of the lane's state machine, and what it has been through. */
export interface VirtualExecution {
  readonly name: string;
  readonly startedAtMs: number;
  endedAtMs: number | undefined;
  /** When its task ran. */
  readonly wakesMs: number[];
  transitions: number;
}

interface Running {
  readonly execution: VirtualExecution;
  /** The state that it enters next, and when. */
  state: string;
  atMs: number;
  input: LaneStep & Partial<LaneAnswer>;
}

/** Conditions of the state machine have this form. */
const CONDITION = /^\{% \$states\.input\.next = '(?<next>\w+)' %\}$/u;

/** Step Functions with the lane's own definition: counts every state that is entered. */
export class VirtualExecutions {
  readonly executions = new Map<string, VirtualExecution>();
  readonly #running = new Map<string, Running>();
  readonly #definition: ReturnType<typeof laneDefinition>;
  readonly #meter: Meter;
  readonly #clock: VirtualClock;

  constructor(sleepSeconds: number, meter: Meter, clock: VirtualClock) {
    this.#definition = laneDefinition({
      invokeArn: "",
      functionArn: "",
      taskTimeoutSeconds: 0,
      sleepSeconds,
    });
    this.#meter = meter;
    this.#clock = clock;
  }

  /**
   * Answers a command of the SDK.
   * @throws ExecutionAlreadyExists when an execution of that name has ended
   */
  async send(command: unknown): Promise<object> {
    await this.#clock.pass(LATENCY_MS.startExecution);
    if (!(command instanceof StartExecutionCommand)) {
      throw new Error(`no virtual Step Functions answers ${command?.constructor.name}`);
    }
    this.#meter.add("StartExecution", {});
    const { name = "", input = "" } = command.input;
    if (this.executions.has(name) && !this.#running.has(name)) {
      throw new ExecutionAlreadyExists({ $metadata: {}, message: "it has ended" });
    }
    if (!this.executions.has(name)) {
      const { nowMs } = this.#clock;
      const execution = {
        name,
        startedAtMs: nowMs,
        endedAtMs: undefined,
        wakesMs: [],
        transitions: 0,
      };
      this.executions.set(name, execution);
      this.#running.set(name, {
        execution,
        state: this.#definition.StartAt,
        atMs: nowMs,
        input: JSON.parse(input) as LaneStep,
      });
    }
    return {};
  }

  /** When the next state is entered; Infinity when nothing runs. */
  nextMs(): number {
    return Math.min(Infinity, ...[...this.#running.values()].map(({ atMs }) => atMs));
  }

  /** Enters every state that is due, until nothing is. @param task runs the function */
  async advance(task: (step: LaneStep) => Promise<LaneAnswer>): Promise<void> {
    for (const running of this.#running.values()) {
      while (running.execution.endedAtMs === undefined && running.atMs <= this.#clock.nowMs) {
        await this.#enter(running, task);
      }
    }
  }

  async #enter(running: Running, task: (step: LaneStep) => Promise<LaneAnswer>): Promise<void> {
    const { execution, state: name } = running;
    const states = this.#definition.States;
    execution.transitions += 1;
    this.#meter.caller = "retry-lane";
    this.#meter.add(`state ${name}`, { stateTransitions: 1 });
    const state = states[name as keyof typeof states];
    switch (state.Type) {
      case "Task":
        execution.wakesMs.push(this.#clock.nowMs);
        running.input = await task({ ...running.input, retries: 0 });
        running.state = state.Next;
        break;
      case "Choice": {
        const chosen = state.Choices.find(
          ({ Condition }) => CONDITION.exec(Condition)?.groups?.["next"] === running.input.next,
        );
        running.state = chosen?.Next ?? state.Default;
        break;
      }
      case "Wait":
        running.atMs += state.Seconds * 1000;
        running.state = state.Next;
        break;
      case "Succeed":
        execution.endedAtMs = this.#clock.nowMs;
        this.#running.delete(execution.name);
        break;
    }
  }
}
