import { thisMachine, type Machine } from "./machine.ts";

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
