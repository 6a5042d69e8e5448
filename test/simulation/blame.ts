import { parseDeliveryId } from "../../lambdas/shared/domain/identifiers.ts";
import type { Task } from "../../tools/virtual-aws/scheduler.ts";

/** What a fault may have hurt: some deliveries, each so many times; all of a webhook; or any. */
export type Subjects =
  | { readonly kind: "deliveries"; readonly times: ReadonlyMap<string, number> }
  | { readonly kind: "webhook"; readonly id: string }
  | { readonly kind: "all" };

/** Faults, by what they may have hurt: the bound holds for each delivery by itself. */
export class Blame {
  readonly #subjects = new WeakMap<Task, Subjects>();
  readonly #counts = new Map<string, number>();
  readonly #webhooks = new Map<string, string>();
  #all = 0;

  /** Says what a task works on. */
  assign(task: Task, subjects: Subjects): void {
    this.#subjects.set(task, subjects);
  }

  /** A process died with all that it had in its hands, or one call of it failed. */
  task(task: Task, cost = 1): void {
    this.add(this.#subjects.get(task) ?? { kind: "all" }, cost);
  }

  add(subjects: Subjects, cost = 1): void {
    switch (subjects.kind) {
      case "deliveries":
        for (const [id, times] of subjects.times) this.#count(id, times * cost);
        break;
      case "webhook":
        this.#count(subjects.id, cost);
        break;
      case "all":
        this.#all += cost;
        break;
    }
  }

  delivery(id: string, times = 1): void {
    this.#count(id, times);
  }

  /** Faults that a webhook's lane may have met with. */
  ofLane(webhookId: string): number {
    return this.#all + (this.#counts.get(webhookId) ?? 0);
  }

  /**
   * The same where deliver wakes lanes, too: those of its deliveries may have been met over that.
   */
  ofLaneOrDeliveries(webhookId: string): number {
    const ids = [...this.#counts.keys()].filter((id) => this.#webhookOf(id) === webhookId);
    return ids.reduce((sum, id) => sum + (this.#counts.get(id) ?? 0), this.ofLane(webhookId));
  }

  /** Faults that a delivery may have met with. */
  of(id: string): number {
    if (this.#counts.size === 0) return this.#all;
    return this.ofLane(this.#webhookOf(id)) + (this.#counts.get(id) ?? 0);
  }

  /** Asked at every step of a run. */
  #webhookOf(id: string): string {
    const webhookId = this.#webhooks.get(id) ?? parseDeliveryId(id)?.webhookId ?? "";
    this.#webhooks.set(id, webhookId);
    return webhookId;
  }

  #count(name: string, times: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
  }
}
