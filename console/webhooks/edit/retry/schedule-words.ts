import { durationWords } from "../../../parts/time-words.ts";
import { type AttemptTime, attemptsInTime, LONGEST_WAIT_SECONDS } from "./attempt-times.ts";

/** A duration in words. */
function words(seconds: number): string {
  return seconds === 0 ? "0 s" : durationWords(seconds * 1000);
}

/** A schedule in a sentence or two: number of attempts, and over which time. */
export function scheduleSentence(times: readonly AttemptTime[]): string {
  const last = times.at(-1);
  if (last === undefined || times.length === 1) return "One attempt, and none after it.";
  const made = attemptsInTime(times);
  const total = `${times.length} attempts in ${words(last.plain)}`;
  const spread =
    Math.round(last.earliest) === Math.round(last.latest)
      ? ""
      : `, with jitter between ${words(last.earliest)} and ${words(last.latest)}`;
  const end =
    made.length === times.length
      ? "Then the delivery is dropped; it can be resent."
      : `After ${words(LONGEST_WAIT_SECONDS)} a delivery is dropped in any case: ` +
        `${made.length} attempts are made by then.`;
  return `${total}${spread}. ${end}`;
}

/** A row of the table of attempts: some with the same delay before them. */
export interface ScheduleRow {
  /** `1`, or `16–55`. */
  readonly attempts: string;
  /** `at once`, `4 h after the one before`. */
  readonly delay: string;
  /** After the first attempt: `0 s`, `4 h 33 min – 6 d 20 h`. */
  readonly at: string;
}

/** The table of attempts; those with the same delay share a row. */
export function scheduleRows(times: readonly AttemptTime[]): readonly ScheduleRow[] {
  const groups: AttemptTime[][] = [];
  for (const time of times) {
    const group = groups.at(-1);
    if (group?.[0]?.delay === time.delay) group.push(time);
    else groups.push([time]);
  }
  return groups.flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) return [];
    const [from, to] = [words(first.plain), words(last.plain)];
    const isOne = first === last;
    return [
      {
        attempts: isOne ? String(first.attempt) : `${first.attempt}–${last.attempt}`,
        delay: first.delay === 0 ? "at once" : words(first.delay),
        at: isOne ? from : `${from} – ${to}`,
      },
    ];
  });
}
