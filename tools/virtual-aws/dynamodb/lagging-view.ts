import type { Item } from "../../../lambdas/shared/dynamodb/attributes.ts";
import type { TableView } from "./table-view.ts";

interface PendingChange {
  readonly atMs: number;
  readonly name: string;
  readonly old: Item | undefined;
  readonly now: Item | undefined;
}

/** How far behind its table a view is. */
export interface Lag {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /**
   * Asked at every write: how long until readers see it, in milliseconds. The writes of one item
   * are seen in their order.
   */
  readonly lagMs: () => number;
}

/**
 * A view that follows its table with a lag: an index, or what an eventually consistent read sees.
 */
export class LaggingView {
  /** As it was last seen. */
  readonly view: TableView;
  readonly #lag: Lag;
  /** In the order of their times. */
  readonly #pending: PendingChange[] = [];

  constructor(view: TableView, lag: Lag) {
    this.view = view;
    this.#lag = lag;
  }

  /** Follows one write of the item of this name. */
  follow(name: string, old: Item | undefined, now: Item | undefined): void {
    const lagMs = this.#lag.lagMs();
    if (lagMs === 0 && this.#pending.length === 0) {
      this.view.replace(old, now);
      return;
    }
    const before = this.#pending.findLast((change) => change.name === name);
    const atMs = Math.max(this.#lag.now() + lagMs, before?.atMs ?? 0);
    const index = this.#pending.findLastIndex((change) => change.atMs <= atMs) + 1;
    this.#pending.splice(index, 0, { atMs, name, old, now });
  }

  /** The view as readers see it now. */
  seen(): TableView {
    const nowMs = this.#lag.now();
    while (this.#pending[0] !== undefined && this.#pending[0].atMs <= nowMs) {
      const change = this.#pending.shift();
      this.view.replace(change?.old, change?.now);
    }
    return this.view;
  }
}
