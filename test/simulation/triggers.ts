import type { SQSRecord } from "aws-lambda";

import { NAMES } from "../../tools/virtual-aws/function-environment.ts";
import type { MemoryQueue } from "../../tools/virtual-aws/memory-queue.ts";
import type { QueuedMessage } from "../../tools/virtual-aws/queued-message.ts";
import type { Task } from "../../tools/virtual-aws/scheduler.ts";
import type { Actors, DeliverPool } from "./actors.ts";
import type { Repairs } from "./repairs.ts";
import { REDRIVE_QUEUE, type World } from "./world.ts";

const SWEEP_MS = 900_000;
/** Between two sweeps, however quiet it is. */
const LONGEST_PAUSE_MS = 86_400_000;
/** Invocations of fan-out at once. */
const FAN_OUTS = 2;

/** One thing that makes a function run. */
interface Trigger {
  readonly isPossible: () => boolean;
  readonly start: () => void;
}

/**
 * What makes a function run: a message that is visible, an execution that wakes, the schedule of
 * the sweep; and when.
 */
export class Triggers {
  readonly #world: World;
  readonly #actors: Actors;
  readonly #repairs: Repairs;
  readonly #note: (line: string) => void;
  readonly #triggers: readonly Trigger[];
  readonly #queues: readonly MemoryQueue[];
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
    this.#triggers = this.#triggersOf(world);
    const { eventsQueue, slicesQueue, pools, redriveQueue } = world;
    this.#queues = [eventsQueue, slicesQueue, ...pools, redriveQueue];
  }

  /** What could start now. */
  choices(): readonly Trigger[] {
    return this.#triggers.filter(({ isPossible }) => isPossible());
  }

  /** The next moment at which something becomes possible that is not now. */
  nextMs(): number {
    const { scenario, scheduler, throttles, executions } = this.#world;
    const { nowMs } = scheduler;
    const ifAhead = (atMs: number) => (atMs > nowMs ? atMs : Infinity);
    let visibleMs = Infinity;
    for (const queue of this.#queues) visibleMs = Math.min(visibleMs, queue.nextVisibleAtMs());
    return Math.min(
      visibleMs,
      ifAhead(this.#outageUntilMs),
      ifAhead(throttles.untilMs),
      ifAhead(this.#repairs.nextMs()),
      ifAhead(scenario.sweeps ? this.#nextSweepMs : Infinity),
      ifAhead(executions.nextMs()),
      ifAhead(scheduler.nextWakeMs()),
    );
  }

  get areQueuesEmpty(): boolean {
    return this.#queues.every(({ messages }) => messages.size === 0);
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

  #triggersOf({ queues, redriveQueue, executions }: World): Trigger[] {
    const { scheduler, scenario } = this.#world;
    const fanOutOf = (name: string): Trigger => {
      const queue = queues.queue(name);
      return {
        isPossible: () => queue.hasVisible && this.#actors.fanOutPool.running < FAN_OUTS,
        start: () => this.#actors.fanOut(name, this.#receive(name, 1)),
      };
    };
    const deliverOf = (pool: DeliverPool): Trigger => {
      const queue = queues.queue(pool.queue);
      return {
        isPossible: () =>
          pool.functions.running < scenario.workers &&
          scheduler.nowMs >= this.#outageUntilMs &&
          queue.hasVisible,
        start: () => {
          const records = this.#receive(pool.queue, scenario.batch);
          if (records.length > 0) this.#actors.deliver(pool, records);
        },
      };
    };
    return [
      fanOutOf(NAMES.eventsQueue),
      fanOutOf(NAMES.slicesQueue),
      ...this.#actors.pools.map(deliverOf),
      {
        isPossible: () => redriveQueue.hasVisible,
        start: () => this.#actors.bury(this.#receive(REDRIVE_QUEUE, 1)),
      },
      {
        isPossible: () => executions.nextMs() <= scheduler.nowMs,
        start: () => {
          for (const task of executions.due()) {
            this.tasks.set(task.execution, this.#actors.wake(task));
          }
        },
      },
      {
        isPossible: () => scenario.sweeps && this.#nextSweepMs <= scheduler.nowMs,
        start: () => {
          this.#nextSweepMs = scheduler.nowMs + this.#sweepPauseMs();
          this.#actors.sweep();
        },
      },
      {
        isPossible: () => this.#repairs.nextMs() <= scheduler.nowMs,
        start: () => this.#repairs.repairIfNeeded(),
      },
    ];
  }

  /** Any of what is visible, at most so many. */
  #receive(queue: string, most: number): SQSRecord[] {
    const { random, queues } = this.#world;
    const left = queues.queue(queue).visible();
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
