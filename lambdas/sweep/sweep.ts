import type { WriteResult } from "../shared/waiting/delivery-ports.ts";
import type { LaneList } from "../shared/waiting/lane-ports.ts";
import type { LaneLooks, LookAtLanes } from "./look-at-lanes.ts";

/** Where the sweep is in its pass through the list of lanes. */
export interface SweepPlace {
  /** Webhook id of the last lane that was taken; `undefined` at the start. */
  readonly after: string | undefined;
  /** Runs that this pass has taken so far; 0 at the start. */
  readonly runs: number;
}

/** A place, and which one in the course of time it is. */
export interface SeenPlace extends SweepPlace {
  /** Moves so far; `undefined` before the first, and when the stored one cannot be read. */
  readonly moves: number | undefined;
}

/** Remembers the place from one run to the next. */
export interface SweepPlaces {
  /** The start, when there is none, or none that can be read. */
  read(): Promise<SeenPlace>;
  /** Moves on, if no other sweep did so since. */
  move(seen: SeenPlace, to: SweepPlace): Promise<WriteResult>;
}

/** What one run saw and did. */
export interface SweepResult extends LaneLooks {
  readonly lanes: number;
  /** Runs that this pass has taken, with this one. */
  readonly runs: number;
  /** `finished`: the next run begins at the start. `overtaken`: another sweep goes on. */
  readonly end: "finished" | "out_of_time" | "overtaken";
}

/** What `makeSweep` needs. */
export interface SweepPorts {
  readonly lanes: Pick<LaneList, "list">;
  readonly places: SweepPlaces;
  readonly lookAtLanes: LookAtLanes;
}

/**
 * S of the delivery protocol: goes through the list of lanes, page by page, as far as its time
 * allows; the next run goes on there. A page is taken before it is looked at: so two sweeps share
 * the list, and one that dies over a page does not meet it again before the next pass.
 */
export function makeSweep(ports: SweepPorts): (hasTime: () => boolean) => Promise<SweepResult> {
  const { lanes, places, lookAtLanes } = ports;

  /** Where the sweep is once a page is taken; `undefined` when another has taken it. */
  async function take(seen: SeenPlace, to: SweepPlace): Promise<SeenPlace | undefined> {
    if (seen.after === to.after) {
      return seen; // All lanes are on one page: there is nothing to remember.
    }
    const result = await places.move(seen, to);
    return result === "written" ? { ...to, moves: (seen.moves ?? 0) + 1 } : undefined;
  }

  return async (hasTime) => {
    const counts = { lanes: 0, overdue: 0, down: 0, removed: 0, failed: 0, oldestOverdueMs: 0 };
    let place = await places.read();
    const runs = place.runs + 1;
    do {
      const { owners, unreadable, next } = await lanes.list(place.after);
      const to = next === undefined ? { after: undefined, runs: 0 } : { after: next, runs };
      const taken = await take(place, to);
      if (taken === undefined) {
        return { ...counts, runs, end: "overtaken" };
      }
      const looks = await lookAtLanes(owners);
      counts.lanes += owners.length + unreadable;
      counts.overdue += looks.overdue;
      counts.oldestOverdueMs = Math.max(counts.oldestOverdueMs, looks.oldestOverdueMs);
      counts.down += looks.down;
      counts.removed += looks.removed;
      counts.failed += looks.failed + unreadable;
      if (next === undefined) {
        return { ...counts, runs, end: "finished" };
      }
      place = taken;
    } while (hasTime());
    return { ...counts, runs, end: "out_of_time" };
  };
}
