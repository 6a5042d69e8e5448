import type { Context } from "aws-lambda";

/** Kept, in milliseconds, for what follows when patience is at its end. */
const KEPT_MS = 10_000;

/** How long an invocation may repeat what is throttled. */
export interface Patience {
  /** At the beginning of an invocation. */
  begin(context: Pick<Context, "getRemainingTimeInMillis">): void;
  /** Epoch milliseconds. */
  readonly untilMs: () => number;
}

/** Until ten seconds before Lambda ends the invocation; half of its time where that is short. */
export function makePatience(now: () => number): Patience {
  let endsAtMs = 0;
  return {
    begin(context) {
      const leftMs = context.getRemainingTimeInMillis();
      endsAtMs = now() + leftMs - Math.min(KEPT_MS, leftMs / 2);
    },
    untilMs: () => endsAtMs,
  };
}
