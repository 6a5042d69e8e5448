import { useEffect, useRef, useState } from "preact/hooks";

import type { RingbackClient } from "../../client/client.ts";
import { useClient } from "./client-context.ts";
import { type Answered, outcomeOf } from "./outcome.ts";
import type { Problem } from "./problems.ts";

/** Something that a person can have done, and how it stands. */
export interface Action<A extends unknown[], T> {
  /**
   * Runs it, unless it runs already.
   * @returns the answer; undefined when there is none, or nobody is there any more to get it
   */
  readonly run: (...args: A) => Promise<T | undefined>;
  readonly isRunning: boolean;
  /** Why the last run failed. */
  readonly problem: Problem | undefined;
  /** Forgets the problem. */
  readonly clear: () => void;
}

/**
 * An action of the API.
 * @param more.done runs after success, also where the answer is empty; not once the page was left,
 *   which would take whoever is elsewhere by now, in another environment say, back there
 */
export function useAction<A extends unknown[], T>(
  act: (client: RingbackClient, ...args: A) => Promise<Answered<T>>,
  more: { readonly done?: (value: T) => void } = {},
): Action<A, T> {
  const client = useClient();
  const runs = useRef(false);
  const isLeft = useRef(false);
  useEffect(() => {
    isLeft.current = false;
    return () => {
      isLeft.current = true;
    };
  }, []);
  const [state, setState] = useState<{ isRunning: boolean; problem?: Problem }>({
    isRunning: false,
  });
  const run = async (...args: A): Promise<T | undefined> => {
    if (runs.current) return undefined;
    runs.current = true;
    setState({ isRunning: true });
    const outcome = await outcomeOf(() => act(client, ...args));
    runs.current = false;
    if (isLeft.current) return undefined;
    if (outcome.kind === "problem") {
      setState({ isRunning: false, problem: outcome.problem });
      return undefined;
    }
    setState({ isRunning: false });
    if (outcome.kind === "gone") return undefined;
    more.done?.(outcome.value);
    return outcome.value;
  };
  return {
    run,
    isRunning: state.isRunning,
    problem: state.problem,
    clear: () => setState(({ isRunning }) => ({ isRunning })),
  };
}
