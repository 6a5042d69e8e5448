import { LATE_MS, type Pace, QUICK_MS } from "../shared/domain/standing.ts";
import type { Machine } from "../shared/runtime/machine.ts";
import {
  doubtOfNetwork,
  isNetworkDoubted,
  lateAfterMs,
  type OpenOrigins,
} from "./domain/network-doubt.ts";

/** An attempt under watch. */
export interface WatchedAttempt {
  /**
   * How it went, when it has ended; `undefined` while our own network is in doubt.
   * @param isTimeout whether its time was up: that always counts
   */
  pace(isTimeout: boolean): Pace | undefined;
  /** Ends the watch. */
  end(): void;
}

/**
 * Begins to watch an attempt.
 * @param onLate told at once when it is late, not when it ends: 10 s are many deliveries to the
 *   same receiver
 */
export type WatchAttempt = (origin: string, onLate: () => void) => WatchedAttempt;

/** Watches the attempts that this function has open. */
export function makeAttemptWatch({ now, later }: Pick<Machine, "now" | "later">): WatchAttempt {
  const attempts = new Set<{ readonly origin: string; readonly startedAtMs: number }>();
  let doubtedUntilMs = 0;

  /** Those that began with one that is late are late too, though their timers may be to come. */
  function openOrigins(): OpenOrigins {
    const all = [...attempts];
    const sluggish = all.filter(({ startedAtMs }) => now() - startedAtMs >= QUICK_MS);
    return { open: originsOf(all), late: originsOf(sluggish) };
  }

  /** Asked when one more takes its time. */
  function isDoubted(): boolean {
    doubtedUntilMs = doubtOfNetwork(doubtedUntilMs, openOrigins(), now());
    return isNetworkDoubted(doubtedUntilMs, now());
  }

  return (origin, onLate) => {
    const attempt = { origin, startedAtMs: now() };
    attempts.add(attempt);
    let lateMs = LATE_MS;
    const tell = () => {
      if (!isDoubted()) onLate();
    };
    let stop = later(LATE_MS, () => {
      lateMs = lateAfterMs(openOrigins());
      if (lateMs > LATE_MS) stop = later(lateMs - LATE_MS, tell);
      else tell();
    });
    return {
      pace(isTimeout) {
        const tookMs = now() - attempt.startedAtMs;
        if (isTimeout) return "late";
        if (tookMs <= QUICK_MS) return "quick";
        if (isDoubted()) return undefined;
        return tookMs < lateMs ? "sluggish" : "late";
      },
      end() {
        stop();
        attempts.delete(attempt);
      },
    };
  };
}

function originsOf(attempts: readonly { readonly origin: string }[]): number {
  return new Set(attempts.map(({ origin }) => origin)).size;
}
