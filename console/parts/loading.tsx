import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Loaded } from "../api/use-loaded.ts";
import { Button } from "./button.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

/** Shorter waits than this show nothing, in ms: a flash is worse than a blank. */
const QUIET_MS = 200;

/** Shows what was asked for, once it is there; until then that it loads, or why it failed. */
export function Loading<T>({
  of: loaded,
  children,
}: {
  readonly of: Loaded<T> & { readonly reload?: () => void };
  readonly children: (value: T) => ComponentChildren;
}) {
  if (loaded.state === "loading") return <Spinner />;
  if (loaded.state === "failed") {
    return (
      <ProblemNotice problem={loaded.problem}>
        {loaded.reload !== undefined && <Button onClick={loaded.reload}>Try again</Button>}
      </ProblemNotice>
    );
  }
  return (
    <div class={loaded.isReloading ? "reloading" : undefined} aria-busy={loaded.isReloading}>
      {children(loaded.value)}
    </div>
  );
}

function Spinner() {
  const [isShown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="loading" aria-busy="true">
      {isShown && <p>Loading…</p>}
    </div>
  );
}
