import type { LaneAnswer, LaneStep } from "../../lambdas/retry-lane/run-lane-step.ts";
import { executionsThrough } from "../support/fakes/memory-lane-executions.ts";
import { laneIndexThrough } from "../support/fakes/memory-lane-index.ts";
import { heartbeatsThrough } from "../support/fakes/memory-lanes.ts";
import { CONSTANTS, type Cloud } from "./cloud.ts";
import type { Task } from "./scheduler.ts";
import { spawnTask } from "./spawn-task.ts";

/** An execution of a lane as Step Functions keeps it. */
interface RunningExecution {
  readonly name: string;
  input: LaneStep;
  /** Tries of the present task that failed. */
  retries: number;
  /** When its next task starts; `Infinity` while one runs. */
  wakesAtMs: number;
  task: Task | undefined;
}

/** Longest pause before Step Functions tries a failed task again, and how often it does (lib/retry-lane). */
const RETRY_SECONDS = 16;
const MOST_RETRIES = 4;

/** The state machine of lanes, as lib/retry-lane defines it: wake, and by the answer wake again, sleep or end. */
export class LaneMachine {
  readonly executions = new Map<string, RunningExecution>();
  /** Told of every wake that an execution came through. */
  onAnswer: (execution: string, answer: LaneAnswer) => void = () => undefined;
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  /** Step Functions took a start. */
  started(name: string, webhook: string, generation: number): void {
    const wakesAtMs = this.#cloud.scheduler.nowMs;
    const input = { webhook, generation };
    this.executions.set(name, { name, input, retries: 0, wakesAtMs, task: undefined });
  }

  /** One task of an execution. */
  wake(execution: RunningExecution): void {
    const { useCases, index, lanes, executions, scenario, scheduler } = this.#cloud;
    let answer: LaneAnswer | undefined;
    execution.wakesAtMs = Infinity;
    execution.task = spawnTask(
      this.#cloud,
      "lane",
      async (call, task, now) => {
        const runLaneStep = useCases.makeRunLaneStep({
          lanes: heartbeatsThrough(lanes, call),
          index: laneIndexThrough(index, call, scenario.pageSize),
          webhooks: {
            find: ({ webhookId }) =>
              call("read the webhook", () => {
                const { status } = this.#cloud.webhookOf(webhookId);
                return status === "deleted" ? undefined : status;
              }),
          },
          executions: executionsThrough(executions, call),
          release: this.#cloud.releaseOf(task, call, now),
          constants: {
            horizonSeconds: CONSTANTS.horizonSeconds,
            laneQuietSeconds: CONSTANTS.laneQuietSeconds,
            mostWakes: scenario.mostWakes,
          },
          report: () => undefined,
          now,
        });
        answer = await runLaneStep({ ...execution.input, retries: execution.retries });
      },
      (how) => {
        if (!this.executions.has(execution.name)) {
          return;
        }
        if (how !== "done" || answer === undefined) {
          const pauseSeconds = this.#afterFailure(execution);
          execution.wakesAtMs = scheduler.nowMs + pauseSeconds * 1000;
          return;
        }
        this.onAnswer(execution.name, answer);
        execution.input = answer;
        execution.retries = 0;
        if (answer.next === "end") {
          this.endExecution(execution.name);
        } else {
          const pauseSeconds = answer.next === "sleep" ? CONSTANTS.laneSleepSeconds : 0;
          execution.wakesAtMs = scheduler.nowMs + pauseSeconds * 1000;
        }
      },
    );
  }

  /** Retry; or Catch, once the retries are used up, which may be at once. @returns the pause in seconds */
  #afterFailure(execution: RunningExecution): number {
    const { random, scenario } = this.#cloud;
    if (execution.retries < MOST_RETRIES && random.chance(0.7)) {
      execution.retries += 1;
      return scenario.tickSeconds > 0 ? 0 : random.below(RETRY_SECONDS);
    }
    const { webhook, generation, wakes = 0 } = execution.input;
    execution.input = { webhook, generation, wakes: wakes + 1 };
    execution.retries = 0;
    return CONSTANTS.laneSleepSeconds;
  }

  /** An execution came to its end or was stopped; a task of it that still runs is left alone. */
  endExecution(name: string): void {
    this.executions.delete(name);
    this.#cloud.executions.end(name);
  }
}
