import { GetItemCommand, QueryCommand, type GetItemCommandOutput } from "@aws-sdk/client-dynamodb";

import type { Lane } from "../../lambdas/shared/domain/lane.ts";
import type { Item } from "../../lambdas/shared/dynamodb/attributes.ts";
import { readLaneItem } from "../../lambdas/shared/dynamodb/lane-item.ts";
import type { Task } from "../../tools/virtual-aws/scheduler.ts";

/** A lane that was called looks once more after so long (lib/retry-lane). */
const SHORT_SLEEP_MS = 10_000;
/** Clocks differ by no more. */
const SKEW_MS = 2000;

/**
 * Lanes that were woken and have not looked since: property (10) of the protocol. And those for
 * which one who woke them opened a generation twice within ten seconds.
 */
export class WokenLanes {
  readonly #owed = new Map<string, Lane>();
  readonly #supersededMs = new Map<string, number>();
  readonly #tooSoon = new Set<string>();
  readonly #report: (webhookId: string, what: string) => void;

  constructor(report: (webhookId: string, what: string) => void) {
    this.#report = report;
  }

  /** A lane item was written, or removed. */
  wrote(before: Item | undefined, after: Item | undefined): void {
    const lane = readLaneItem(after ?? before ?? {});
    const { webhookId, state } = lane;
    if (after === undefined || state === "closed") {
      this.#owed.delete(webhookId); // Nothing waits there that nobody is about to ensure it for.
      return;
    }
    const isOwed = this.#owed.has(webhookId);
    const { restedAt, calledAt } = after;
    if (isOwed && restedAt !== undefined && restedAt.N !== before?.["restedAt"]?.N) {
      this.#report(webhookId, "a lane that was woken RESTS");
    }
    const isCalled = calledAt !== undefined && calledAt.N !== before?.["calledAt"]?.N;
    if (isOwed || isCalled) this.#owed.set(webhookId, lane);
    const slept =
      before?.["restedAt"] !== undefined && before["restedAt"].N === before["wokenAt"]?.N;
    if (slept && after["generation"]?.N !== before["generation"]?.N) {
      const lastMs = this.#supersededMs.get(webhookId) ?? -Infinity;
      if (lane.wokenAtMs < lastMs + SHORT_SLEEP_MS - SKEW_MS) this.#tooSoon.add(webhookId);
      this.#supersededMs.set(webhookId, lane.wokenAtMs);
    }
  }

  /**
   * A command of a task was answered: one who wakes finds that the lane is being opened, or a lane
   * looks.
   */
  answered(task: Task, command: object, answer: object): void {
    if (task.name === "lane" && command instanceof QueryCommand) {
      const { ":lane": lane, ":until": until } = command.input.ExpressionAttributeValues ?? {};
      if (until !== undefined) this.#owed.delete(lane?.S ?? "");
    } else if (task.name === "wake" && command instanceof GetItemCommand) {
      const { Item: item } = answer as GetItemCommandOutput;
      if (item?.["state"]?.S === "opening") {
        const lane = readLaneItem(item);
        this.#owed.set(lane.webhookId, lane);
      }
    }
  }

  /**
   * To be asked when no task runs: each of them is about to look.
   * @param goesOnMs when the execution of a name goes on
   * @param faults that a lane met with
   */
  check(
    nowMs: number,
    goesOnMs: (name: string) => number,
    faults: (webhookId: string) => number,
  ): void {
    for (const webhookId of this.#tooSoon) {
      if (faults(webhookId) === 0) this.#report(webhookId, "TWO GENERATIONS within ten seconds");
    }
    for (const { webhookId, generation } of this.#owed.values()) {
      const isSoon = goesOnMs(`${webhookId}-${generation}`) <= nowMs + SHORT_SLEEP_MS;
      if (!isSoon && faults(webhookId) === 0) {
        this.#report(webhookId, "a lane that was woken SLEEPS");
      }
    }
  }
}
