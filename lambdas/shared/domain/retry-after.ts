/** A year: what asks for more asks for ever. */
const MOST_SECONDS = 31_536_000;

/** A decimal is no form of RFC 9110; some send one, and mean it. */
const SECONDS = /^\d+(?:\.\d+)?$/u;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/**
 * `Sun, 06 Nov 1994 08:49:37 GMT`, and RFC 850's `Sunday, 06-Nov-94 08:49:37 GMT`; which day of the
 * week it is is passed over.
 */
const HTTP_DATE =
  /^[a-z]{3,9}, ?(\d{1,2})[ -]([a-z]{3})[ -](\d{4}|\d{2}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|UTC)$/iu;
/** `Sun Nov  6 08:49:37 1994`, as C's `asctime` writes it. */
const ASCTIME_DATE = /^[a-z]{3} ([a-z]{3}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/iu;

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * The whole seconds that a `Retry-After` field asks to wait, rounded up, a year at most (RFC 9110,
 * section 10.2.3: a number of seconds, or a date in one of three forms). 0 when it is absent, past,
 * or none of these.
 */
export function retryAfterSeconds(field: string | undefined, nowMs: number): number {
  const text = field?.trim() ?? "";
  const seconds = SECONDS.test(text) ? Number(text) : (dateMsOf(text, nowMs) - nowMs) / SECOND_MS;
  return seconds > 0 ? Math.min(MOST_SECONDS, Math.ceil(seconds)) : 0;
}

/** The time of a date in one of the forms of RFC 9110, section 5.6.7; NaN: it is none. */
function dateMsOf(text: string, nowMs: number): number {
  const [, day, month = "", year, ...time] = HTTP_DATE.exec(text) ?? [];
  if (year !== undefined) return timeMs(fullYear(year, nowMs), month, day, time);
  const [, name = "", dayOfMonth, hour, minute, second, yearText] = ASCTIME_DATE.exec(text) ?? [];
  return timeMs(Number(yearText), name, dayOfMonth, [hour, minute, second]);
}

/** Of two digits, the year that is no more than 50 years ahead. */
function fullYear(text: string, nowMs: number): number {
  if (text.length > 2) return Number(text);
  const present = new Date(nowMs).getUTCFullYear();
  const latest = present + 50;
  return latest - ((latest - Number(text)) % 100);
}

/** NaN: there is no such time. A minute may have a leap second. */
function timeMs(
  year: number,
  monthName: string,
  dayText: string | undefined,
  time: readonly (string | undefined)[],
): number {
  const month = MONTHS.indexOf(monthName.toLowerCase());
  const [day = NaN, hour = NaN, minute = NaN, second = NaN] = [dayText, ...time].map(Number);
  const midnight = new Date(Date.UTC(year, month, day));
  const isTime = hour <= 23 && minute <= 59 && second <= 60;
  if (month === -1 || midnight.getUTCDate() !== day || !isTime) return NaN;
  return midnight.getTime() + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
}
