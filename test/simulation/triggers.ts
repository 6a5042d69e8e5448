import type { QueuedMessage } from "../../local/virtual-aws/memory-queue.ts";
import type { Actors } from "./actors.ts";
import type { Cloud } from "./cloud.ts";
import type { LaneMachine } from "./lane-machine.ts";

const SWEEP_MS = 900_000;
/** Invocations of fan-out at once. */
const FAN_OUTS = 2;

/** What makes a function run: a message that is visible, an execution that wakes, the schedule of the sweep; and when. */
export class Triggers {
  readonly #cloud: Cloud;
  readonly #actors: Actors;
  readonly #lanes: LaneMachine;
  readonly #note: (line: string) => void;
  #nextSweepMs: number;
  #outages: number;
  #outageUntilMs = 0;

  constructor(cloud: Cloud, actors: Actors, lanes: LaneMachine, note: (line: string) => void) {
    this.#cloud = cloud;
    this.#actors = actors;
    this.#lanes = lanes;
    this.#note = note;
    this.#nextSweepMs = cloud.scheduler.nowMs + SWEEP_MS;
    this.#outages = cloud.scenario.outages;
  }

  /** What could start now. */
  choices(): (() => void)[] {
    const { eventsQueue, redriveQueue, scheduler, random, scenario } = this.#cloud;
    const { nowMs } = scheduler;
    const choices: (() => void)[] = [];
    const events = eventsQueue.visible();
    if (events.length > 0) {
      const event = random.pick(events);
      if (this.#actors.count("fan-out") < FAN_OUTS) {
        choices.push(() => this.#actors.fanOut(event));
      }
    }
    const waiting = this.#deliverable();
    if (waiting.length > 0) {
      choices.push(() => this.#receive(waiting));
    }
    const redriven = redriveQueue.visible();
    if (redriven.length > 0) {
      const message = random.pick(redriven);
      choices.push(() => this.#actors.bury(message));
    }
    for (const execution of this.#lanes.executions.values()) {
      if (execution.wakesAtMs <= nowMs) {
        choices.push(() => this.#lanes.wake(execution));
      }
    }
    if (scenario.sweeps && this.#nextSweepMs <= nowMs) {
      choices.push(() => {
        this.#nextSweepMs = nowMs + SWEEP_MS;
        this.#actors.sweep();
      });
    }
    return choices;
  }

  /** The next moment at which something becomes possible that is not now. */
  nextMs(): number {
    const { eventsQueue, deliveriesQueue, redriveQueue, scenario, scheduler } = this.#cloud;
    const moments = [this.#outageUntilMs, ...(scenario.sweeps ? [this.#nextSweepMs] : [])];
    for (const { wakesAtMs } of this.#lanes.executions.values()) {
      moments.push(wakesAtMs);
    }
    return Math.min(
      eventsQueue.nextVisibleAtMs(),
      deliveriesQueue.nextVisibleAtMs(),
      redriveQueue.nextVisibleAtMs(),
      ...moments.filter((atMs) => atMs > scheduler.nowMs),
    );
  }

  /** Perhaps deliver is not called any more for a while. */
  breakDown(): void {
    const { scheduler, random, scenario } = this.#cloud;
    if (this.#outages > 0 && scheduler.nowMs >= this.#outageUntilMs && random.chance(0.05)) {
      this.#outages -= 1;
      this.#outageUntilMs = scheduler.nowMs + scenario.outageSeconds * 1000;
      this.#note(`deliver is not called any more for ${scenario.outageSeconds} s`);
    }
  }

  /** Everything works again. */
  recover(): void {
    this.#outages = 0;
    this.#outageUntilMs = Math.min(this.#outageUntilMs, this.#cloud.scheduler.nowMs);
  }

  #deliverable(): QueuedMessage[] {
    const { deliveriesQueue, scheduler, scenario } = this.#cloud;
    return this.#actors.count("deliver") < scenario.workers &&
      scheduler.nowMs >= this.#outageUntilMs
      ? deliveriesQueue.visible()
      : [];
  }

  #receive(waiting: readonly QueuedMessage[]): void {
    const { deliveriesQueue, random, scenario } = this.#cloud;
    const received = [];
    const left = [...waiting];
    while (left.length > 0 && received.length < scenario.batch) {
      const [message] = left.splice(random.below(left.length), 1);
      const one = deliveriesQueue.receive(message);
      if (one !== undefined) {
        received.push(one);
        this.#note(`receive ${one.messageId} (${one.receiveCount})`);
      }
    }
    if (received.length > 0) {
      this.#actors.deliver(received);
    }
  }
}
