import type { ExternalCall } from "../support/fakes/external-call.ts";
import type { Cloud } from "./cloud.ts";
import type { Task, TaskEnd } from "./scheduler.ts";

/** What a task does, with its own calls and its own clock. */
export type TaskWork = (call: ExternalCall, task: Task, now: () => number) => Promise<void>;

/**
 * Starts a function, or a request of the API.
 * @param timeouts how many of its timeouts it lives at most: more than one is an overrun
 */
export function spawnTask(
  { scheduler, scenario, random }: Cloud,
  name: string,
  work: TaskWork,
  onEnd?: (how: TaskEnd) => void,
  timeouts = 1,
): Task {
  const { clockSkewMs, functionTimeoutSeconds } = scenario;
  const skewMs = clockSkewMs === 0 ? 0 : random.below(2 * clockSkewMs) - clockSkewMs;
  return scheduler.spawn(
    name,
    functionTimeoutSeconds * 1000 * timeouts,
    (call, task) => work(call, task, () => scheduler.nowMs + skewMs),
    onEnd,
  );
}
