import type { LaneExecutions } from "../../../lambdas/shared/waiting/lane-ports.ts";
import type { ExternalCall } from "./external-call.ts";

/** One execution of a lane. */
export interface LaneExecution {
  readonly name: string;
  readonly webhookId: string;
  readonly generation: number;
}

/**
 * What a start of the running execution answers: `started` on AWS, `already_ended` (it names no
 * reason) on the emulator.
 */
export type RunningAnswer = "started" | "already_ended";

/** Standard Step Functions executions: a name is used once. */
export class MemoryLaneExecutions {
  readonly running = new Map<string, LaneExecution>();
  readonly ended = new Set<string>();
  readonly #runningAnswer: RunningAnswer;

  constructor(runningAnswer: RunningAnswer = "started") {
    this.#runningAnswer = runningAnswer;
  }

  /** E4. */
  start(webhookId: string, generation: number): "started" | "already_ended" {
    const name = `${webhookId}-${generation}`;
    if (this.ended.has(name)) return "already_ended";
    if (this.running.has(name)) return this.#runningAnswer;
    this.running.set(name, { name, webhookId, generation });
    return "started";
  }

  /** It came to its end, or was stopped. */
  end(name: string): void {
    this.running.delete(name);
    this.ended.add(name);
  }
}

/** The executions as those see them who start one. */
export function executionsThrough(
  executions: MemoryLaneExecutions,
  call: ExternalCall,
): LaneExecutions {
  return {
    start: (webhookId, generation) =>
      call("E4 StartExecution", () => executions.start(webhookId, generation)),
  };
}
