/** Places moments on a line from 0 to 1. */
export interface TimeScale {
  /** 0 at the beginning, 1 at the end. */
  readonly at: (timeMs: number) => number;
  /** Round moments that fit on the line, with what to write at them. */
  readonly ticks: readonly { readonly timeMs: number; readonly label: string }[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const LOG_TICKS = [
  [SECOND, "1 s"],
  [10 * SECOND, "10 s"],
  [MINUTE, "1 min"],
  [10 * MINUTE, "10 min"],
  [HOUR, "1 h"],
  [6 * HOUR, "6 h"],
  [DAY, "1 d"],
  [7 * DAY, "7 d"],
  [30 * DAY, "30 d"],
  [365 * DAY, "1 y"],
] as const;

const LINEAR_STEPS = [
  [SECOND, "s"],
  [5 * SECOND, "s"],
  [15 * SECOND, "s"],
  [MINUTE, "min"],
  [5 * MINUTE, "min"],
  [15 * MINUTE, "min"],
  [HOUR, "h"],
  [3 * HOUR, "h"],
  [6 * HOUR, "h"],
  [12 * HOUR, "h"],
  [DAY, "d"],
  [7 * DAY, "d"],
  [30 * DAY, "d"],
] as const;

const UNIT_MS = { s: SECOND, min: MINUTE, h: HOUR, d: DAY } as const;

/** Ticks of a linear scale, at most. */
const MOST_TICKS = 10;

/** Seconds and days on one line: equal factors are equal steps, from one second on. */
export function logarithmicScale(endMs: number): TimeScale {
  return {
    at: (timeMs) => place(timeMs) / place(endMs),
    ticks: LOG_TICKS.filter(([timeMs]) => timeMs <= endMs).map(([timeMs, label]) => ({
      timeMs,
      label,
    })),
  };
}

function place(timeMs: number): number {
  return Math.log1p(Math.max(0, timeMs) / SECOND);
}

/** Time as it passes. */
export function linearScale(endMs: number): TimeScale {
  const [stepMs, unit] = LINEAR_STEPS.find(([ms]) => endMs / ms <= MOST_TICKS) ?? [30 * DAY, "d"];
  const count = Math.floor(endMs / stepMs);
  return {
    at: (timeMs) => Math.max(0, timeMs) / endMs,
    ticks: Array.from({ length: count + 1 }, (_, index) => ({
      timeMs: index * stepMs,
      label: `${(index * stepMs) / UNIT_MS[unit]} ${unit}`,
    })),
  };
}
