import type { Limiter } from "../domain/rate-limit.ts";

/** The limiters of webhooks that have a rate limit. */
export interface RateLimits {
  /**
   * Takes a slot.
   * @returns until when it is good, in epoch milliseconds; `undefined` when there is none now
   */
  take(webhookId: string, perSecond: number): Promise<number | undefined>;
  /** No slot for anybody before a time. */
  pause(webhookId: string, perSecond: number, untilMs: number): Promise<void>;
  /** One of its items, strongly consistent; `undefined` where nobody took a slot for a day. */
  read(webhookId: string): Promise<Limiter | undefined>;
}

/** A place among the requests that a webhook allows at once. */
export interface Lease {
  /** When a request must have begun for it, in epoch milliseconds. */
  readonly goodUntilMs: number;
  /** Gives it back. @param tookMs how long the request took, if one was made */
  end(tookMs?: number): Promise<void>;
}

/** The places of webhooks that allow so many requests at once. */
export interface Leases {
  /** @returns `undefined` when it found none */
  take(webhookId: string, inFlight: number): Promise<Lease | undefined>;
  /** How long the last requests of some places took. */
  tookMs(webhookId: string, inFlight: number): Promise<readonly number[]>;
}
