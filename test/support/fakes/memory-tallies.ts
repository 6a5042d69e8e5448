import type { DayTallies, DayTally } from "../../../lambdas/config-api/operations/counted-ends.ts";
import type { CountMark } from "../../../lambdas/shared/adapters/dynamo-tally-marks.ts";
import {
  countOf,
  mergeTallies,
  MOST_EXAMPLES,
  ownerKey,
  ownerOfKey,
  type ReasonCounts,
  spanStartMs,
  sumReasons,
  type Tally,
  tallyOf,
} from "../../../lambdas/shared/domain/tally.ts";
import { utcDayOf } from "../../../lambdas/shared/domain/utc-day.ts";
import type { OpenTallies } from "../../../lambdas/tally/close-tallies.ts";

/** What was counted, with the three ways to it. */
export interface TallyStores<Part> {
  readonly count: CountMark;
  readonly open: OpenTallies<Part>;
  readonly days: DayTallies;
}

/** Tallies in memory: each is one item. A part is its count. */
export function memoryTallies(options: {
  readonly spanMs: number;
  readonly now: () => number;
}): TallyStores<number> {
  const { spanMs, now } = options;
  const opened = new Map<string, Tally>();
  const days = new Map<string, Map<string, ReasonCounts>>();

  const keyOf = ({ startMs, isTold, owner }: Tally) => `${startMs} ${isTold} ${ownerKey(owner)}`;
  const openOn = (day: string) =>
    [...opened.values()].filter(({ startMs }) => utcDayOf(startMs) === day);

  return {
    async count(mark) {
      const added = tallyOf([mark], spanStartMs(now(), spanMs));
      const key = keyOf(added);
      const before = opened.get(key);
      if (before === undefined) {
        opened.set(key, added);
        return;
      }
      const isFull = countOf(before.reasons) >= MOST_EXAMPLES;
      opened.set(key, mergeTallies([before, isFull ? { ...added, ids: [], places: [] } : added]));
    },

    open: {
      async list(untilMs) {
        const over = [...opened.values()]
          .filter(({ startMs }) => startMs <= untilMs)
          .toSorted((one, other) => one.startMs - other.startMs);
        return { tallies: over.map((tally) => ({ tally, parts: [countOf(tally.reasons)] })) };
      },

      async close({ tally, parts }) {
        const key = keyOf(tally);
        const present = opened.get(key);
        if (present === undefined || countOf(present.reasons) !== parts[0]) return "refused";
        opened.delete(key);
        const day = utcDayOf(tally.startMs);
        const ofDay = days.get(day) ?? new Map<string, ReasonCounts>();
        const owner = ownerKey(tally.owner);
        ofDay.set(owner, sumReasons([ofDay.get(owner) ?? {}, tally.reasons]));
        days.set(day, ofDay);
        return "written";
      },
    },

    days: {
      async page(day, kind, limit, after = "") {
        const keys = [...(days.get(day)?.keys() ?? [])].filter(
          (key) => key.startsWith(kind) && key > after,
        );
        const shown = keys.toSorted().slice(0, limit);
        const last = shown.at(-1);
        return {
          tallies: shown.flatMap((key) => dayTally(key, days.get(day)?.get(key))),
          ...(last !== undefined && keys.length > limit && { next: last }),
        };
      },

      async open(day) {
        const owners = new Map<string, ReasonCounts>();
        for (const { owner, reasons } of openOn(day)) {
          const key = ownerKey(owner);
          owners.set(key, sumReasons([owners.get(key) ?? {}, reasons]));
        }
        return [...owners].flatMap(([key, reasons]) => dayTally(key, reasons));
      },
    },
  };
}

function dayTally(key: string, reasons: ReasonCounts = {}): DayTally[] {
  const owner = ownerOfKey(key);
  return owner === undefined ? [] : [{ owner, reasons }];
}
