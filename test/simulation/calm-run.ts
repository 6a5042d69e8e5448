import { EVENTS_PER_WAKE } from "../../lambdas/retry-lane/history.ts";
import { Actors } from "./actors.ts";
import { Cloud } from "./cloud.ts";
import { LaneMachine } from "./lane-machine.ts";
import { Operators } from "./operators.ts";
import { scenarioOf, type Scenario } from "./scenario.ts";
import type { Receiver } from "./simulated-receiver.ts";
import * as useCases from "./use-cases.ts";

const SWEEP_MS = 900_000;
/** Messages that Lambda takes at once. */
const BATCH = 10;
/** States that a wake enters: task and choice; and one more, to sleep or to end. */
const TRANSITIONS_PER_WAKE = 2;

/** One execution of a lane as Step Functions would bill and limit it. */
interface LaneBill {
  /** When each state was entered, the start included. */
  readonly transitionsAtMs: number[];
  historyEvents: number;
}

/**
 * Many deliveries and no faults: everything happens as soon as it can, and time passes from one thing that is due to the next.
 * The real code, for as long as it takes.
 */
export class CalmRun {
  readonly cloud: Cloud;
  readonly startMs: number;
  /** When each delivery was attempted, by its id. */
  readonly attemptedAtMs = new Map<string, number[]>();
  /** By execution name. */
  readonly lanes = new Map<string, LaneBill>();
  /** External calls by name. */
  readonly calls = new Map<string, number>();
  readonly #actors: Actors;
  readonly #lanes: LaneMachine;
  #nextSweepMs: number;

  constructor(deliveries: number, receiver: Receiver) {
    this.cloud = new Cloud(calmScenario(deliveries), useCases, {}, receiver);
    this.startMs = this.cloud.scheduler.nowMs;
    this.#nextSweepMs = this.startMs + SWEEP_MS;
    this.#actors = new Actors(this.cloud);
    this.#lanes = new LaneMachine(this.cloud);
    this.#lanes.onAnswer = (name, { next }) => {
      const bill = this.lanes.get(name);
      if (bill !== undefined) {
        const entered = TRANSITIONS_PER_WAKE + (next === "again" ? 0 : 1);
        bill.transitionsAtMs.push(...Array<number>(entered).fill(this.cloud.scheduler.nowMs));
        bill.historyEvents += EVENTS_PER_WAKE;
      }
    };
    this.cloud.onStart = ({ name, webhookId, generation }) => {
      this.lanes.set(name, { transitionsAtMs: [this.cloud.scheduler.nowMs], historyEvents: 2 });
      this.#lanes.started(name, webhookId, generation);
    };
    this.cloud.ledger.onPost = (id, atMs) => {
      const times = this.attemptedAtMs.get(id) ?? [];
      times.push(atMs);
      this.attemptedAtMs.set(id, times);
    };
    this.cloud.scheduler.onCall = (_task, name) => {
      this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
    };
    const operators = new Operators(this.cloud, this.#actors, this.#lanes, () => undefined);
    for (let index = 0; index < deliveries; index += 1) {
      operators.publish(index);
    }
  }

  /** Runs until every delivery has ended, and every lane is closed. */
  async toTheEnd(): Promise<void> {
    await this.cloud.scheduler.run(() => this.#step());
    this.cloud.ledger.check();
    const { scheduler, ledger } = this.cloud;
    if (scheduler.bug !== undefined) {
      throw scheduler.bug as Error;
    }
    if (ledger.violation !== undefined) {
      throw new Error(ledger.violation);
    }
  }

  #step(): boolean {
    const { scheduler } = this.cloud;
    if (scheduler.bug !== undefined || this.cloud.ledger.violation !== undefined) {
      return false;
    }
    if (scheduler.pending.length > 0) {
      scheduler.take(0).happen("reply", false);
      return true;
    }
    return this.#trigger() || this.#passTime();
  }

  #trigger(): boolean {
    const { eventsQueue, deliveriesQueue, scheduler } = this.cloud;
    for (const message of eventsQueue.visible().slice(0, BATCH)) {
      this.#actors.fanOut(message);
    }
    const received = deliveriesQueue
      .visible()
      .slice(0, BATCH)
      .map((message) => deliveriesQueue.receive(message))
      .filter((message) => message !== undefined);
    if (received.length > 0) {
      this.#actors.deliver(received);
    }
    for (const execution of this.#lanes.executions.values()) {
      if (execution.wakesAtMs <= scheduler.nowMs) {
        this.#lanes.wake(execution);
      }
    }
    if (this.#nextSweepMs <= scheduler.nowMs) {
      this.#nextSweepMs += SWEEP_MS;
      this.#actors.sweep();
    }
    return scheduler.pending.length > 0 || scheduler.tasks.size > 0;
  }

  #passTime(): boolean {
    const { eventsQueue, deliveriesQueue, redriveQueue } = this.cloud;
    const left = [eventsQueue, deliveriesQueue, redriveQueue].some(
      ({ messages }) => messages.size > 0,
    );
    if (!left && this.#lanes.executions.size === 0) {
      return false;
    }
    let nextMs = Math.min(this.#nextSweepMs, deliveriesQueue.nextVisibleAtMs());
    for (const { wakesAtMs } of this.#lanes.executions.values()) {
      nextMs = Math.min(nextMs, wakesAtMs);
    }
    this.cloud.passTo(nextMs);
    return true;
  }
}

function calmScenario(events: number): Scenario {
  return {
    ...scenarioOf(0, { faults: {}, ticks: false }),
    events,
    webhooks: 1,
    disables: 0,
    deletesWebhook: false,
    sweeps: true,
    mostWakes: 2000,
    pageSize: 1000,
    maxReceiveCount: 100,
    renewFromReceive: 20,
    functionTimeoutSeconds: 60,
    visibilityTimeoutSeconds: 360,
    overruns: false,
    indexLagSeconds: 2,
    clockSkewMs: 0,
    runningAnswer: "started",
    outages: 0,
    goneChance: 0,
  };
}
