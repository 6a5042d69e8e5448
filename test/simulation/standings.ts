import type { Breaker } from "../../lambdas/shared/domain/breaker.ts";
import { LEAST_PACE } from "../../lambdas/shared/domain/recovery.ts";
import { newStanding, standingAfter } from "../../lambdas/shared/domain/standing.ts";
import { breakerAttributes, readBreaker } from "../../lambdas/shared/dynamodb/dynamo-breakers.ts";
import { standingItemKey, writeStanding } from "../../lambdas/shared/dynamodb/dynamo-standings.ts";
import type { Random } from "../../tools/virtual-aws/random.ts";
import type { VirtualTable } from "../../tools/virtual-aws/virtual-table.ts";
import type { Scenario } from "./scenario.ts";
import { TENANT } from "./webhooks.ts";

const STATES = ["proved", "unproven", "slow"] as const;

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

  /** It stands in another way from now on. @returns how */
  turn(id: string, random: Random): string {
    const key = standingItemKey(TENANT, id);
    const before = this.#table.get({ ...key })?.["state"]?.S ?? "proved";
    const after = random.pick(STATES.filter((state) => state !== before));
    if (after === "proved") this.#table.remove({ ...key });
    else this.#put(id, after);
    return after;
  }

  /** The receiver is found down. @param scheduleMs how long a whole schedule is */
  goDown(id: string, scheduleMs: number): void {
    const key = standingItemKey(TENANT, id);
    const item = this.#table.get({ ...key });
    const nowMs = this.#now();
    const { probedAtMs = 0, releasedAtMs = 0, version = 0 } = readBreaker(item) ?? {};
    const breaker: Breaker = {
      state: "down",
      sinceMs: nowMs,
      probedAtMs,
      probedType: "",
      probes: 0,
      scheduleMs,
      pace: 0,
      pacedAtMs: nowMs,
      releasedAtMs,
      version: version + 1,
    };
    this.#table.put({ ...item, ...key, ...breakerAttributes(breaker) });
  }

  /** The receiver is at the slowest pace of one that recovers. */
  comeBack(id: string): void {
    this.goDown(id, 0);
    const key = standingItemKey(TENANT, id);
    const item = this.#table.get({ ...key });
    const breaker = readBreaker(item);
    if (breaker === undefined) return;
    const slowest: Breaker = { ...breaker, state: "recovering", probedAtMs: 0, pace: LEAST_PACE };
    this.#table.put({ ...item, ...breakerAttributes(slowest) });
  }

  #put(id: string, state: "unproven" | "slow"): void {
    const nowMs = this.#now();
    const slow = standingAfter(undefined, "late", false, nowMs) ?? newStanding(nowMs);
    const standing = state === "slow" ? slow : newStanding(nowMs);
    this.#table.put({ ...standingItemKey(TENANT, id), ...writeStanding(standing) });
  }
}
