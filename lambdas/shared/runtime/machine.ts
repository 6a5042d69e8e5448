/** Time and chance, as the machine has them that a function runs on. */
export interface Machine {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Runs `work` after the current run of microtasks. */
  readonly soon: (work: () => void) => void;
  /** Runs `work` after so many milliseconds. @returns takes it back */
  readonly later: (ms: number, work: () => void) => () => void;
}

/** The one that this process runs on. */
export const thisMachine: Machine = {
  now: () => Date.now(),
  random: () => Math.random(),
  soon: (work) => void setImmediate(work),
  later: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** Waits so many milliseconds. */
export function pause({ later }: Pick<Machine, "later">, ms: number): Promise<void> {
  return new Promise((resolve) => void later(ms, resolve));
}

/**
 * What a promise gives, unless it takes longer: then a failure, and what it comes to later is not
 * looked at.
 * @param ms how long, in milliseconds
 */
export async function within<Value>(
  ms: number,
  promise: Promise<Value>,
  { later }: Pick<Machine, "later"> = thisMachine,
): Promise<Value> {
  let stop: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    stop = later(ms, () => reject(new Error(`no answer within ${ms} ms`)));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop?.();
  }
}
