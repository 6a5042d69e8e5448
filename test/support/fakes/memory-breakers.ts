import type { Breaker } from "../../../lambdas/shared/domain/breaker.ts";
import type { LaneOwner } from "../../../lambdas/shared/domain/lane.ts";
import type { Breakers, KnownBreaker } from "../../../lambdas/shared/waiting/receiver-ports.ts";

/** Breakers in memory, by webhook; those of different tenants have different ids. */
export class MemoryBreakers implements Breakers {
  readonly kept = new Map<string, Breaker>();
  /** States written, in order. */
  readonly writes: string[] = [];
  reads = 0;

  async read({ webhookId }: LaneOwner): Promise<KnownBreaker> {
    this.reads += 1;
    return { breaker: this.kept.get(webhookId), isAlone: true };
  }

  async put({ webhookId }: LaneOwner, { breaker }: KnownBreaker, next: Breaker | undefined) {
    this.writes.push(next?.state ?? "up");
    if (this.kept.get(webhookId)?.version !== breaker?.version) return "refused" as const;
    if (next === undefined) this.kept.delete(webhookId);
    else this.kept.set(webhookId, next);
    return "written" as const;
  }
}
