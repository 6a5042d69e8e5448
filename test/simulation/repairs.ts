import type { DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import type { Actors } from "./actors.ts";
import type { World } from "./world.ts";

/**
 * Queues that lose all they hold, and the repair that an operator runs until nothing is lost any
 * more.
 */
export class Repairs {
  readonly #world: World;
  readonly #actors: Actors;
  #nextMs = Infinity;

  constructor(world: World, actors: Actors) {
    this.#world = world;
    this.#actors = actors;
    world.ledger.onRepaired = this.#repaired.bind(this);
  }

  /** When the repair runs next. */
  nextMs(): number {
    return this.#nextMs;
  }

  loseQueues(): void {
    const { eventsQueue, slicesQueue, pools, redriveQueue } = this.#world;
    const { blame, ledger, messages, scheduler } = this.#world;
    // Nobody knows of a request whose commit is lost.
    for (const id of messages.carriedDeliveries()) blame.delivery(id);
    for (const queue of [eventsQueue, slicesQueue, ...pools, redriveQueue]) queue.purge();
    ledger.loseAll();
    this.#nextMs = scheduler.nowMs + this.#overdueMs() + 1;
  }

  /**
   * The repair that is due: until then, whatever was at work when the queues were lost has ended.
   */
  repairIfNeeded(): void {
    const { scheduler, ledger } = this.#world;
    ledger.isUnsettled = false;
    const isNeeded = [...ledger.entries.values()].some(({ isLost, isEnded }) => isLost && !isEnded);
    this.#nextMs = isNeeded ? scheduler.nowMs + this.#overdueMs() : Infinity;
    if (isNeeded) this.#actors.repair();
  }

  /**
   * It may meet a message that is late, and no more: what was due lately has one, so to repair it
   * is no fault to be counted.
   */
  #repaired(id: string, before: DeliveryRecord | undefined): void {
    const { blame, scheduler, scenario } = this.#world;
    const latestMs = scheduler.nowMs + scenario.clockSkewMs - this.#overdueMs();
    if ((before?.nextAttemptAtMs ?? -Infinity) < latestMs) blame.delivery(id);
  }

  #overdueMs(): number {
    return this.#world.scenario.overdueSeconds * 1000;
  }
}
