import parse from "parse-duration";

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

const PARTS = /^(?:\d+(?:\.\d+)?\s*(?:d|h|min|m|s)\s*)+$/u;

/**
 * Reads `36h`, `90min`, `1d12h`, `7.5d` as milliseconds; `forever` as Infinity.
 * @returns `undefined` when the text is none of these
 */
export function readDuration(text: string): number | undefined {
  const wanted = text.trim();
  if (wanted === "forever") return Infinity;
  return PARTS.test(wanted) ? (parse(wanted) ?? undefined) : undefined;
}

/** A duration as people say it, its two largest units: `1 d 12 h`, `4 min 56 s`, `1.2 s`. */
export function showDuration(durationMs: number): string {
  if (durationMs === Infinity) return "for ever";
  if (durationMs < 9950) return `${(durationMs / 1000).toFixed(1)} s`;
  let restMs = Math.round(durationMs / 1000) * 1000;
  const parts: string[] = [];
  for (const [unit, unitMs] of UNITS) {
    const count = Math.floor(restMs / unitMs);
    restMs -= count * unitMs;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break; // `1 d`, not `1 d 5 s`
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}
