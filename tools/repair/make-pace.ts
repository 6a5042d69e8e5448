import { pause, type Machine } from "../../lambdas/shared/runtime/machine.ts";

/** Gives so many turns a second, one after the other: resolves when it is one's turn. */
export function makePace(
  perSecond: number,
  machine: Pick<Machine, "now" | "later">,
): () => Promise<void> {
  const gapMs = 1000 / perSecond;
  let nextMs = 0;
  return async () => {
    const turnMs = Math.max(machine.now(), nextMs);
    nextMs = turnMs + gapMs;
    const restMs = turnMs - machine.now();
    if (restMs > 0) await pause(machine, restMs);
  };
}
