import { MOST_PER_SECOND, LEAST_PER_SECOND } from "./rate-limit.ts";

/** Places tried for one request: where two of three are free, 96 of 100 requests find one. */
const TRIES = 3;
/** More places than all functions together can fill. */
const MOST_PLACES = 10_000;
/** An attempt may take its timeout twice: for a token, and a second request after a refused one. */
const TIMEOUTS_OF_AN_ATTEMPT = 2;
/** A request must begin so soon after it got its place. */
export const BEGINS_WITHIN_MS = 5000;
/** And clocks may differ. */
const MARGIN_MS = BEGINS_WITHIN_MS + 5000;

/** Some places, each once, that a request tries in turn. */
export function placesToTry(inFlight: number, random: () => number): number[] {
  const most = Math.min(inFlight, MOST_PLACES);
  const places = new Set<number>();
  const count = Math.min(TRIES, most);
  let place = Math.floor(random() * most);
  while (places.size < count) {
    // The next one where it comes twice: there is always another.
    while (places.has(place)) place = (place + 1) % most;
    places.add(place);
    place = Math.floor(random() * most);
  }
  return [...places];
}

/** When a place is free again whose function died over its request, in epoch milliseconds. */
export function leaseEndMs(nowMs: number, longestAttemptSeconds: number): number {
  return nowMs + TIMEOUTS_OF_AN_ATTEMPT * longestAttemptSeconds * 1000 + MARGIN_MS;
}

/**
 * Requests a second that so many places make, as long as the last ones took: a second each at
 * least, since SQS delays by whole seconds, and what it brings at once must find a place at once.
 */
export function paceInFlight(inFlight: number, tookMs: readonly number[]): number {
  const sum = tookMs.reduce((total, ms) => total + ms, 0);
  const eachMs = Math.max(1000, sum / Math.max(1, tookMs.length));
  const perSecond = (inFlight * 1000) / eachMs;
  return Math.min(MOST_PER_SECOND, Math.max(LEAST_PER_SECOND, perSecond));
}
