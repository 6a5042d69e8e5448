import { setImmediate as breathe } from "node:timers/promises";

/** Time that passes only when it is told to. Epoch milliseconds. */
export class VirtualClock {
  nowMs: number;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Lets something take its time: of several at once, only the longest counts. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.nowMs + durationMs;
    await breathe(); // whatever begins at the same moment has begun now
    this.nowMs = Math.max(this.nowMs, endMs);
  }
}

/** Makes `Date.now()` tell this clock's time, which is all that the functions know of time. @returns takes it back */
export function installClock(clock: VirtualClock): () => void {
  const realNow = Date.now;
  Date.now = () => clock.nowMs;
  return () => {
    Date.now = realNow;
  };
}
