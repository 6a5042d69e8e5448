import { durationWords } from "../edit/retry/schedule-words.ts";

/** A length of time: `85 ms`, `1.2 s`, `2 min 16 s`. */
export function millisecondWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${Math.round(ms / 100) / 10} s` : durationWords(ms / 1000);
}
