import { makeStore, type Store } from "./store.ts";

/** One request that waits for its next try. */
export interface Wait {
  readonly reason: "no-answer" | "too-many-requests" | "unavailable";
  readonly untilMs: number;
  /** Ends the wait now: to try again, or to give up. */
  end(how: "again" | "give-up"): void;
}

/** The requests that wait at present; the frame of the page shows them as one notice. */
export const waits: Store<readonly Wait[]> = makeStore<readonly Wait[]>([]);

/**
 * Waits visibly.
 * @returns whether to try again, or to give up
 * @throws the signal's reason, when whoever asked has gone
 */
export async function waitVisibly(
  reason: Wait["reason"],
  seconds: number,
  signal: AbortSignal,
): Promise<"again" | "give-up"> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<"again" | "give-up">();
  const wait: Wait = { reason, untilMs: Date.now() + seconds * 1000, end: resolve };
  const timer = setTimeout(() => resolve("again"), seconds * 1000);
  const gone = () => reject(signal.reason as Error);
  signal.addEventListener("abort", gone);
  waits.set([...waits.get(), wait]);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", gone);
    waits.set(waits.get().filter((other) => other !== wait));
  }
}
