import type { Breaker } from "../../lambdas/shared/domain/breaker.ts";
import { backlogShare, LOOK_SECONDS } from "../../lambdas/shared/domain/recovery.ts";
import { ObservedPace } from "./observed-pace.ts";
import type { Scenario } from "./scenario.ts";

const LOOK_MS = LOOK_SECONDS * 1000;
/** A look may be noted for so much later, clocks aside. */
const AHEAD_MS = 1000;

/**
 * Sees that of the pace of a receiver that recovers what waits has one half, and what is new the
 * other. How large a half is for what is new, only its rate limit tells: that is there all the
 * time.
 */
export class ObservedRecovery {
  readonly #new: ObservedPace;
  readonly #skewMs: number;
  /** How many more its lane may release by now. */
  readonly #left = new Map<string, number>();
  readonly #released = new Set<string>();
  readonly #report: (webhookId: string, what: string) => void;

  constructor(
    { rateLimit, clockSkewMs }: Pick<Scenario, "rateLimit" | "clockSkewMs">,
    report: (webhookId: string, what: string) => void,
  ) {
    const half = rateLimit === undefined ? undefined : rateLimit / 2;
    const what = (id: string, told: string) => report(id, `of what is new, ${told} / 2`);
    this.#new = new ObservedPace({ rateLimit: half, maxInFlight: undefined, clockSkewMs }, what);
    this.#skewMs = 2 * clockSkewMs;
    this.#report = report;
  }

  /** What is known of a receiver was written. */
  wrote(
    webhookId: string,
    before: Breaker | undefined,
    after: Breaker | undefined,
    nowMs: number,
  ): void {
    if (after?.state !== "recovering" || before?.state !== "recovering") return;
    const { releasedAtMs } = after;
    if (releasedAtMs === before.releasedAtMs) return;
    const isTooSoon = releasedAtMs < before.releasedAtMs + LOOK_MS;
    if (isTooSoon || releasedAtMs > nowMs + AHEAD_MS + this.#skewMs) {
      this.#report(webhookId, "its lane LOOKS TOO SOON");
    }
    this.#left.set(webhookId, (this.#left.get(webhookId) ?? 0) + backlogShare(after));
  }

  /** Its lane released a delivery as a part of its half; twice for the same wait is once. */
  released(webhookId: string, wait: string): void {
    if (this.#released.has(wait)) return;
    this.#released.add(wait);
    const left = (this.#left.get(webhookId) ?? 0) - 1;
    this.#left.set(webhookId, left);
    if (left < 0) this.#report(webhookId, "its lane released MORE THAN ITS HALF");
  }

  /** A request leaves for what its lane did not release. */
  sentNew(webhookId: string, nowMs: number): void {
    this.#new.sent(webhookId, nowMs);
  }
}
