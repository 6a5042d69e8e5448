import { EARLY_MS, validMs } from "../../lambdas/shared/domain/rate-limit.ts";
import type { Scenario } from "./scenario.ts";

/**
 * Sees when requests leave for each webhook: no window may hold more than its rate limit allows,
 * whatever its length, and however far the clocks of the functions are apart. And sees how many a
 * receiver is at.
 */
export class ObservedPace {
  readonly #perMs: number | undefined;
  readonly #slackMs: number;
  readonly #sentMs = new Map<string, number[]>();
  readonly #atOnce: number | undefined;
  /** When the requests end that a receiver is at, whoever still waits for them. */
  readonly #endsMs = new Map<string, number[]>();
  readonly #report: (webhookId: string, what: string) => void;

  constructor(
    {
      rateLimit,
      maxInFlight,
      clockSkewMs,
    }: Pick<Scenario, "rateLimit" | "maxInFlight" | "clockSkewMs">,
    report: (webhookId: string, what: string) => void,
  ) {
    this.#perMs = rateLimit === undefined ? undefined : rateLimit / 1000;
    this.#atOnce = maxInFlight;
    // A slot may be taken early, and used later.
    this.#slackMs = EARLY_MS + validMs(rateLimit ?? 1) + 2 * clockSkewMs;
    this.#report = report;
  }

  /** A request leaves now. */
  sent(webhookId: string, nowMs: number): void {
    if (this.#perMs === undefined) return;
    const sentMs = this.#sentMs.get(webhookId) ?? [];
    this.#sentMs.set(webhookId, sentMs);
    sentMs.push(nowMs);
    for (const [index, fromMs] of sentMs.entries()) {
      const count = sentMs.length - index;
      const windowMs = nowMs - fromMs;
      if (count > this.#perMs * (windowMs + this.#slackMs) + 1) {
        this.#report(webhookId, `${count} requests within ${windowMs} ms: ABOVE ITS RATE LIMIT`);
      }
    }
  }

  /**
   * A request reaches its receiver, which takes so long for it; nobody waits for it if that is
   * none.
   */
  arrived(webhookId: string, nowMs: number, durationMs: number): void {
    if (this.#atOnce === undefined || durationMs < 0) return;
    const open = (this.#endsMs.get(webhookId) ?? []).filter((endMs) => endMs > nowMs);
    open.push(nowMs + durationMs);
    this.#endsMs.set(webhookId, open);
    if (open.length > this.#atOnce) {
      this.#report(webhookId, `${open.length} requests AT ONCE`);
    }
  }
}
