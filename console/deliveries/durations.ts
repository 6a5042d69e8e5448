const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A duration in words, in its two largest units at most: `8 ms`, `1.2 s`, `45 s`, `2 h 17 min`,
 * `3 days 4 h`.
 */
export function durationText(ms: number): string {
  const rounded = Math.max(0, Math.round(ms));
  if (rounded < SECOND) return `${rounded} ms`;
  if (rounded < 10 * SECOND) return `${Math.round(rounded / 100) / 10} s`;
  const seconds = Math.round(rounded / SECOND) * SECOND;
  if (seconds < MINUTE) return `${seconds / SECOND} s`;
  if (seconds < HOUR) return both(seconds, MINUTE, "min", SECOND, "s");
  const minutes = Math.round(rounded / MINUTE) * MINUTE;
  if (minutes < DAY) return both(minutes, HOUR, "h", MINUTE, "min");
  const hours = Math.round(rounded / HOUR) * HOUR;
  return both(hours, DAY, hours < 2 * DAY ? "day" : "days", HOUR, "h");
}

function both(ms: number, large: number, unit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${unit}${rest === 0 ? "" : ` ${rest} ${smallUnit}`}`;
}
