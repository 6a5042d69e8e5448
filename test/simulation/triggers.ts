import type { SQSRecord } from "aws-lambda";

import { NAMES } from "../../local/virtual-aws/function-environment.ts";
import type { QueuedMessage } from "../../local/virtual-aws/memory-queue.ts";
import type { Task } from "../../local/virtual-aws/scheduler.ts";
import type { Actors } from "./actors.ts";
import type { Repairs } from "./repairs.ts";
import { REDRIVE_QUEUE, type World } from "./world.ts";

const SWEEP_MS = 900_000;
/** Between two sweeps, however quiet it is. */
const LONGEST_PAUSE_MS = 86_400_000;
/** Invocations of fan-out at once. */
const FAN_OUTS = 2;

/**
 * What makes a function run: a message that is visible, an execution that wakes, the schedule of
 * the sweep; and when.
 */
export class Triggers {
  readonly #world: World;
  readonly #actors: Actors;
  readonly #repairs: Repairs;
  readonly #note: (line: string) => void;
  /** The task that an execution runs, or ran last. */
  readonly tasks = new Map<string, Task>();
  #nextSweepMs: number;
  /** When something else than the sweep ran last. */
  #activeMs: number;
  #outages: number;
  #outageUntilMs = 0;

  constructor(world: World, actors: Actors, repairs: Repairs, note: (line: string) => void) {
    this.#world = world;
    this.#actors = actors;
    this.#repairs = repairs;
    this.#note = note;
    this.#activeMs = world.scheduler.nowMs;
    this.#nextSweepMs = this.#activeMs + SWEEP_MS;
    world.scheduler.onResume = this.#resumed.bind(this);
    this.#outages = world.scenario.outages;
  }

  /** What could start now. */
  choices(): (() => void)[] {
    const { queues, redriveQueue, executions, scheduler, scenario } = this.#world;
    const { nowMs } = scheduler;
    const choices: (() => void)[] = [];
    for (const name of [NAMES.eventsQueue, NAMES.slicesQueue]) {
      const visible = queues.queue(name).visible();
      if (visible.length > 0 && this.#actors.fanOutPool.running < FAN_OUTS) {
        choices.push(() => this.#actors.fanOut(name, this.#receive(name, visible, 1)));
      }
    }
    const waiting = this.#deliverable();
    if (waiting.length > 0) {
      choices.push(() => {
        const records = this.#receive(NAMES.deliveriesQueue, waiting, scenario.batch);
        if (records.length > 0) this.#actors.deliver(records);
      });
    }
    const redriven = redriveQueue.visible();
    if (redriven.length > 0) {
      choices.push(() => this.#actors.bury(this.#receive(REDRIVE_QUEUE, redriven, 1)));
    }
    if (executions.nextMs() <= nowMs) {
      choices.push(() => {
        for (const task of executions.due()) {
          this.tasks.set(task.execution, this.#actors.wake(task));
        }
      });
    }
    if (scenario.sweeps && this.#nextSweepMs <= nowMs) {
      choices.push(() => {
        this.#nextSweepMs = nowMs + this.#sweepPauseMs();
        this.#actors.sweep();
      });
    }
    choices.push(...this.#repairs.choices());
    return choices;
  }

  /** The next moment at which something becomes possible that is not now. */
  nextMs(): number {
    const { eventsQueue, slicesQueue, deliveriesQueue, redriveQueue } = this.#world;
    const { scenario, scheduler, throttles, executions } = this.#world;
    const { nowMs } = scheduler;
    const ifAhead = (atMs: number) => (atMs > nowMs ? atMs : Infinity);
    return Math.min(
      eventsQueue.nextVisibleAtMs(),
      slicesQueue.nextVisibleAtMs(),
      deliveriesQueue.nextVisibleAtMs(),
      redriveQueue.nextVisibleAtMs(),
      ifAhead(this.#outageUntilMs),
      ifAhead(throttles.untilMs),
      ifAhead(this.#repairs.nextMs()),
      ifAhead(scenario.sweeps ? this.#nextSweepMs : Infinity),
      ifAhead(executions.nextMs()),
      ifAhead(scheduler.nextWakeMs()),
    );
  }

  /** Perhaps deliver is not called any more for a while, or the tables throttle. */
  breakDown(): void {
    const { scheduler, random, scenario, throttles } = this.#world;
    if (throttles.begin()) {
      this.#note(`FAULT some partitions throttle for ${scenario.throttleSeconds} s`);
    }
    if (this.#outages > 0 && scheduler.nowMs >= this.#outageUntilMs && random.chance(0.05)) {
      this.#outages -= 1;
      this.#outageUntilMs = scheduler.nowMs + scenario.outageSeconds * 1000;
      this.#note(`deliver is not called any more for ${scenario.outageSeconds} s`);
    }
  }

  /** Everything works again. */
  recover(): void {
    this.#world.throttles.stop();
    this.#outages = 0;
    this.#outageUntilMs = Math.min(this.#outageUntilMs, this.#world.scheduler.nowMs);
  }

  /**
   * A sweep of what stands still since the last one shows nothing: as long as nothing else runs,
   * each pause is as long as all before it together.
   */
  #sweepPauseMs(): number {
    const quietMs = this.#world.scheduler.nowMs - this.#activeMs;
    return Math.min(LONGEST_PAUSE_MS, Math.max(SWEEP_MS, quietMs - (quietMs % SWEEP_MS)));
  }

  #resumed({ name }: Task): void {
    if (name !== "sweep") this.#activeMs = this.#world.scheduler.nowMs;
  }

  #deliverable(): QueuedMessage[] {
    const { deliveriesQueue, scheduler, scenario } = this.#world;
    return this.#actors.deliverPool.running < scenario.workers &&
      scheduler.nowMs >= this.#outageUntilMs
      ? deliveriesQueue.visible()
      : [];
  }

  /** Any of what is visible, at most so many. */
  #receive(queue: string, visible: readonly QueuedMessage[], most: number): SQSRecord[] {
    const { random, queues } = this.#world;
    const left = [...visible];
    const chosen: QueuedMessage[] = [];
    while (left.length > 0 && chosen.length < most) {
      chosen.push(...left.splice(random.below(left.length), 1));
    }
    const records = queues.receive(queue, most, chosen);
    for (const { messageId, attributes } of records) {
      this.#note(`receive ${messageId} (${attributes.ApproximateReceiveCount})`);
    }
    return records;
  }
}
