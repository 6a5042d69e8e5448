import { type AttemptTime, attemptsInTime, LONGEST_WAIT_SECONDS } from "./attempt-times.ts";

const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
] as const;

/** A time in its two largest units: `6 d 20 h`, `2 min 16 s`, `4 h`; less than a second: `0 s`. */
export function durationWords(seconds: number): string {
  let left = Math.round(seconds);
  const first = UNITS.findIndex(([, size]) => left >= size);
  if (first === -1) return "0 s";
  const least = UNITS[first + 1]?.[1] ?? 1;
  left = Math.round(left / least) * least;
  const parts: string[] = [];
  for (const [name, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(" ");
}

/** A schedule in a sentence or two: number of attempts, and over which time. */
export function scheduleSentence(times: readonly AttemptTime[]): string {
  const last = times.at(-1);
  if (last === undefined || times.length === 1) return "One attempt, and none after it.";
  const made = attemptsInTime(times);
  const total = `${times.length} attempts in ${durationWords(last.plain)}`;
  const spread =
    Math.round(last.earliest) === Math.round(last.latest)
      ? ""
      : `, with jitter between ${durationWords(last.earliest)} and ${durationWords(last.latest)}`;
  const end =
    made.length === times.length
      ? "Then the delivery is dropped; it can be resent."
      : `After ${durationWords(LONGEST_WAIT_SECONDS)} a delivery is dropped in any case: ${made.length} attempts are made by then.`;
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
    const [from, to] = [durationWords(first.plain), durationWords(last.plain)];
    const isOne = first === last;
    return [
      {
        attempts: isOne ? String(first.attempt) : `${first.attempt}–${last.attempt}`,
        delay: first.delay === 0 ? "at once" : durationWords(first.delay),
        at: isOne ? from : `${from} – ${to}`,
      },
    ];
  });
}
