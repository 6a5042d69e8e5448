import { durationWords } from "../../../parts/time-words.ts";
import type { AttemptTime } from "./attempt-times.ts";

/** Size of the drawing in its own units; it is scaled to the width that there is. */
export const DRAWING = { width: 320, height: 64, left: 10, right: 10, axis: 40 } as const;

/** An attempt in the drawing. */
export interface DrawnAttempt {
  readonly attempt: number;
  readonly x: number;
  /** Where it may lie with jitter. */
  readonly fromX: number;
  readonly toX: number;
}

/** A mark on the axis of time. */
export interface Tick {
  readonly x: number;
  readonly label: string;
}

/** The attempts of a schedule over time, on a logarithmic axis: seconds and days are both seen. */
export interface RetryDrawing {
  readonly attempts: readonly DrawnAttempt[];
  readonly ticks: readonly Tick[];
}

/** Times that may be marked, in seconds. */
const TICKS = [0, 10, 60, 600, 3600, 21_600, 86_400, 604_800, 2_419_200, 31_536_000] as const;
/** Least distance of two marks: room for their labels. */
const TICK_ROOM = 30;
/** Attempts that are drawn at most; of more, some in between are left out. */
const MOST_DRAWN = 300;

/** Lays out the attempts of a schedule. */
export function retryDrawing(times: readonly AttemptTime[]): RetryDrawing {
  const longest = Math.max(1, times.at(-1)?.latest ?? 0);
  const room = DRAWING.width - DRAWING.left - DRAWING.right;
  const xOf = (seconds: number) =>
    tenth(DRAWING.left + (room * Math.log1p(seconds)) / Math.log1p(longest));
  const step = Math.ceil(times.length / MOST_DRAWN);
  const drawn = times.filter((_, index) => index % step === 0 || index === times.length - 1);
  return {
    attempts: drawn.map(({ attempt, plain, earliest, latest }) => ({
      attempt,
      x: xOf(plain),
      fromX: xOf(earliest),
      toX: xOf(latest),
    })),
    ticks: ticksUpTo(longest, xOf),
  };
}

function ticksUpTo(longest: number, xOf: (seconds: number) => number): readonly Tick[] {
  const ticks: Tick[] = [];
  for (const seconds of TICKS) {
    if (seconds > longest) break;
    const x = xOf(seconds);
    const before = ticks.at(-1)?.x ?? Number.NEGATIVE_INFINITY;
    if (x - before < TICK_ROOM) continue;
    ticks.push({ x, label: seconds === 0 ? "first" : durationWords(seconds * 1000) });
  }
  return ticks;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
