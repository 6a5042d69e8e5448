import type { Tally } from "../shared/domain/tally.ts";
import { inGroups } from "../shared/runtime/in-groups.ts";
import type { WriteResult } from "../shared/waiting/delivery-ports.ts";

/** Tallies closed at once: each is an event and a transaction of some ten milliseconds. */
const AT_ONCE = 20;

/**
 * How long after its span a tally is closed, but never longer than the span itself: clocks of
 * functions differ by less, and who counts gives up after a second. What comes later all the same
 * counts in its day, and has an event of its own with the same `since`.
 */
const GRACE_MS = 10_000;

/** A tally whose span is over, and what it is made of. */
export interface OverTally<Part> {
  readonly tally: Tally;
  readonly parts: readonly Part[];
}

/** The tallies that nobody closed yet. */
export interface OpenTallies<Part> {
  /**
   * Some tallies of spans that began up to a time, each complete, the oldest first.
   * @param after `next` of the page before
   */
  list(
    untilMs: number,
    after?: string,
  ): Promise<{ readonly tallies: readonly OverTally<Part>[]; readonly next?: string }>;
  /** Moves a tally into its day, once. `refused`: it was moved, or changed, meanwhile. */
  close(over: OverTally<Part>): Promise<WriteResult>;
}

/** What `makeCloseTallies` needs. */
export interface CloseTalliesPorts<Part> {
  readonly open: OpenTallies<Part>;
  /** Publishes the event of a tally; twice the same is one event. Throws unless the bus took it. */
  readonly publish: (tally: Tally) => Promise<void>;
  /** Told of each tally that failed: the next run closes it. Never throws. */
  readonly reportFailure: (tally: Tally, error: unknown) => void;
  readonly spanMs: number;
  readonly now: () => number;
}

/** What one run did. */
export interface ClosedTallies {
  /** Tallies that were moved into their day. */
  readonly closed: number;
  /** Events that were published, those that a run before had published included. */
  readonly told: number;
  readonly failed: number;
}

/**
 * Tells of each tally whose span is over, then moves it into its day: a run that dies in between is
 * made good by the next, which finds the same tally and publishes the same event. One that fails
 * keeps no other back.
 */
export function makeCloseTallies<Part>(
  ports: CloseTalliesPorts<Part>,
): (hasTime: () => boolean) => Promise<ClosedTallies> {
  const { open, publish, spanMs, now } = ports;

  return async (hasTime) => {
    const counts = { closed: 0, told: 0, failed: 0 };

    async function closeOne(over: OverTally<Part>): Promise<void> {
      const { tally } = over;
      try {
        if (tally.isTold) {
          await publish(tally);
          counts.told += 1;
        }
        if ((await open.close(over)) === "written") counts.closed += 1;
      } catch (error) {
        counts.failed += 1;
        ports.reportFailure(tally, error);
      }
    }

    const untilMs = now() - spanMs - Math.min(GRACE_MS, spanMs);
    let after: string | undefined;
    do {
      const { tallies, next } = await open.list(untilMs, after);
      await inGroups(tallies, AT_ONCE, closeOne, () => !hasTime());
      after = next;
    } while (after !== undefined && hasTime());
    return counts;
  };
}
