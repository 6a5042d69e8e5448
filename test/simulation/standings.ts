import { standingItemKey, writeStanding } from "../../lambdas/shared/adapters/standing-item.ts";
import { newStanding, standingAfter } from "../../lambdas/shared/domain/standing.ts";
import type { VirtualTable } from "../../local/virtual-aws/virtual-table.ts";
import type { Scenario } from "./scenario.ts";
import { TENANT } from "./webhooks.ts";

/** How webhooks stand, whatever their receivers do. */
export class SimulatedStandings {
  readonly #table: VirtualTable;
  readonly #now: () => number;

  constructor(table: VirtualTable, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  begin(ids: readonly string[], standings: Scenario["standings"]): void {
    if (standings === undefined || standings === "proved") return;
    for (const id of ids) this.#put(id, standings);
  }

  /** What was quick is slow from now on, or the other way round. @returns which of them */
  turn(id: string): string {
    const key = standingItemKey(TENANT, id);
    if (this.#table.get({ ...key }) === undefined) {
      this.#put(id, "slow");
      return "slow";
    }
    this.#table.remove({ ...key });
    return "quick";
  }

  #put(id: string, state: "unproven" | "slow"): void {
    const nowMs = this.#now();
    const slow = standingAfter(undefined, "late", 0, nowMs) ?? newStanding(nowMs);
    const standing = state === "slow" ? slow : newStanding(nowMs);
    this.#table.put({ ...standingItemKey(TENANT, id), ...writeStanding(standing) });
  }
}
