import { RETENTION_DAYS } from "../../shared/domain/retention.ts";
import { MS_PER_DAY } from "../../shared/domain/utc-day.ts";
import { fieldProblem, type Problem } from "../http/problem.ts";
import type { Stretch } from "./domain/survey.ts";

/** What is counted when the request does not say since when: a day. */
const DEFAULT_MS = MS_PER_DAY;
/** As far back as anything is kept. */
const LONGEST_MS = RETENTION_DAYS * MS_PER_DAY;
/** How far the clock of the caller may be off. */
const LEEWAY_MS = 60_000;

/** A range in epoch milliseconds, both ends included. */
export type StatisticsRange = Stretch & { readonly kind: "range" };

/** Reads the range of a request: by default the last 24 hours before `until`, and that is now. */
export function statisticsRange(
  { since, until }: { readonly since?: string | undefined; readonly until?: string | undefined },
  nowMs: number,
): Problem | StatisticsRange {
  const untilMs = until === undefined ? nowMs : Date.parse(until);
  const oldestMs = nowMs - LONGEST_MS;
  if (untilMs > nowMs + LEEWAY_MS) {
    return fieldProblem("until", "is in the future", "use an earlier time, or leave it out");
  }
  if (untilMs <= oldestMs) {
    return fieldProblem("until", TOO_OLD, "use a later time, or leave it out");
  }
  const fromMs = since === undefined ? Math.max(oldestMs, untilMs - DEFAULT_MS) : Date.parse(since);
  if (fromMs < oldestMs - LEEWAY_MS) {
    return fieldProblem("since", TOO_OLD, `use a time of the last ${RETENTION_DAYS} days`);
  }
  if (fromMs >= untilMs) {
    return until === undefined
      ? fieldProblem("since", "is not in the past", "use an earlier time, or leave it out")
      : fieldProblem("until", "is not after since", "use a later time, or leave one out");
  }
  return { kind: "range", fromMs, toMs: untilMs - 1 };
}

const TOO_OLD = `is more than ${RETENTION_DAYS} days ago: nothing is kept so long`;
