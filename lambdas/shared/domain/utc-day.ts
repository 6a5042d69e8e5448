/** A day in milliseconds. */
export const MS_PER_DAY = 86_400_000;

/** The day of a time in UTC: `2026-01-31`. */
export function utcDayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, "2026-01-31".length);
}

/** Whether something is the text of a day that there is, as {@link utcDayOf} writes it. */
export function isUtcDay(text: unknown): text is string {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const startMs = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(startMs) && utcDayOf(startMs) === text;
}

/** Days from 1970-01-01 to the day of a time. */
export function dayNumberOf(timeMs: number): number {
  return Math.floor(timeMs / MS_PER_DAY);
}

/** The day of such a number. */
export function utcDayOfNumber(dayNumber: number): string {
  return utcDayOf(dayNumber * MS_PER_DAY);
}
