import type { SQSRecord } from "aws-lambda";

import { NAMES } from "../../local/virtual-aws/function-environment.ts";
import type { QueuedMessage } from "../../local/virtual-aws/memory-queue.ts";
import type { Task } from "../../local/virtual-aws/scheduler.ts";
import type { Actors } from "./actors.ts";
import type { Repairs } from "./repairs.ts";
import { REDRIVE_QUEUE, type World } from "./world.ts";

const SWEEP_MS = 900_000;
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
  #outages: number;
  #outageUntilMs = 0;

  constructor(world: World, actors: Actors, repairs: Repairs, note: (line: string) => void) {
    this.#world = world;
    this.#actors = actors;
    this.#repairs = repairs;
    this.#note = note;
    this.#nextSweepMs = world.scheduler.nowMs + SWEEP_MS;
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
        this.#nextSweepMs = nowMs + (this.#isOver() ? this.#idleMs() : SWEEP_MS);
        this.#actors.sweep();
      });
    }
    return [...choices, ...this.#repairs.choices()];
  }

  /** The next moment at which something becomes possible that is not now. */
  nextMs(): number {
    const { eventsQueue, slicesQueue, deliveriesQueue, redriveQueue, scenario, scheduler } =
      this.#world;
    const moments = [
      this.#outageUntilMs,
      this.#world.throttles.untilMs,
      this.#repairs.nextMs(),
      ...(scenario.sweeps ? [this.#nextSweepMs] : []),
    ];
    moments.push(this.#world.executions.nextMs(), scheduler.nextWakeMs());
    return Math.min(
      eventsQueue.nextVisibleAtMs(),
      slicesQueue.nextVisibleAtMs(),
      deliveriesQueue.nextVisibleAtMs(),
      redriveQueue.nextVisibleAtMs(),
      ...moments.filter((atMs) => atMs > scheduler.nowMs),
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
   * Nothing is left but lanes that are to be forgotten: the sweep leaves out runs that would find
   * nothing.
   */
  #isOver(): boolean {
    const { ledger, executions, deliveriesQueue } = this.#world;
    return (
      executions.nextMs() === Infinity &&
      deliveriesQueue.messages.size === 0 &&
      [...ledger.entries.values()].every(({ isEnded }) => isEnded)
    );
  }

  #idleMs(): number {
    return Math.max(
      SWEEP_MS,
      Math.floor((this.#world.scenario.laneKeptSeconds * 1000) / SWEEP_MS / 2) * SWEEP_MS,
    );
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
