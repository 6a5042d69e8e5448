const DELTA_SECONDS = /^\d{1,10}$/u;
/** The preferred form of RFC 9110, section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`. */
const HTTP_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/u;

/**
 * The seconds that a `Retry-After` field asks to wait (RFC 9110, section 10.2.3: a number of seconds, or a date).
 * 0 when it is absent, past, or neither form.
 */
export function retryAfterSeconds(field: string | undefined, nowMs: number): number {
  const text = field?.trim() ?? "";
  if (DELTA_SECONDS.test(text)) {
    return Number(text);
  }
  const dateMs = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(dateMs) ? 0 : Math.max(0, (dateMs - nowMs) / 1000);
}
