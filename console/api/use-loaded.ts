import { useEffect, useRef, useState } from "preact/hooks";

import type { RingbackClient } from "../../client/client.ts";
import { useClient } from "./client-context.ts";
import { type Answered, outcomeOf } from "./outcome.ts";
import type { Problem } from "./problems.ts";

/** Something that was asked for. */
export type Loaded<T> =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly problem: Problem }
  | {
      readonly state: "loaded";
      readonly value: T;
      readonly isReloading: boolean;
      /** Why the last reload failed: the value is the one of before. */
      readonly reloadProblem?: Problem | undefined;
    };

/** How something is asked for; `signal` ends with the component, or with the next asking. */
export type Load<T> = (client: RingbackClient, signal: AbortSignal) => Promise<Answered<T>>;

/**
 * Asks when the component comes and whenever `deps` change; `reload` asks again and keeps what is
 * there meanwhile, and where it fails for the moment.
 */
export function useLoaded<T>(
  load: Load<T>,
  deps: readonly unknown[],
): Loaded<T> & { readonly reload: () => void } {
  const client = useClient();
  const all = [client, ...deps];
  const [round, setRound] = useState(0);
  const [held, hold] = useState<{ deps: readonly unknown[]; loaded: Loaded<T> }>();
  const lastLoad = useRef(load);
  lastLoad.current = load;

  useEffect(() => {
    const left = new AbortController();
    hold((before) =>
      before !== undefined && isSame(before.deps, all)
        ? { deps: all, loaded: reloading(before.loaded) }
        : { deps: all, loaded: { state: "loading" } },
    );
    void outcomeOf(() => lastLoad.current(client, left.signal), left.signal).then((outcome) => {
      if (outcome.kind === "gone") return;
      hold((before) => ({
        deps: all,
        loaded:
          outcome.kind === "value"
            ? { state: "loaded", value: outcome.value, isReloading: false }
            : afterFailure(before?.loaded, outcome.problem),
      }));
    });
    return () => left.abort();
  }, [...all, round]);

  const loaded: Loaded<T> =
    held !== undefined && isSame(held.deps, all) ? held.loaded : { state: "loading" };
  return { ...loaded, reload: () => setRound((before) => before + 1) };
}

function reloading<T>(loaded: Loaded<T>): Loaded<T> {
  return loaded.state === "loaded" ? { ...loaded, isReloading: true } : { state: "loading" };
}

/**
 * What a problem leaves of what is shown: all of it, unless the API refused, and so said something
 * of the thing itself. What is shown once and never again stays on its page by that.
 */
export function afterFailure<T>(before: Loaded<T> | undefined, problem: Problem): Loaded<T> {
  const { status } = problem;
  const isRefusal = status >= 400 && status < 500 && status !== 429;
  return before?.state === "loaded" && !isRefusal
    ? { ...before, isReloading: false, reloadProblem: problem }
    : { state: "failed", problem };
}

/** Whether two lists of dependencies are the same, one by one. */
function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((each, at) => Object.is(each, other[at]));
}
