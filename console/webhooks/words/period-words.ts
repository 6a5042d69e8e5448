const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** A length of time for people, one unit: `45 seconds`, `4 hours`, `6.9 days`. */
export function periodWords(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ["second", 1];
  const count = Math.round((seconds / size) * 10) / 10;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** Milliseconds likewise: `85 ms`, `1.2 seconds`. */
export function millisecondWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : periodWords(ms / 1000);
}
