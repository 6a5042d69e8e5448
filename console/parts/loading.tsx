import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Loaded } from "../api/use-loaded.ts";
import { Button } from "./button.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

/** Shorter waits than this show nothing, in ms: a flash is worse than a blank. */
const QUIET_MS = 200;

/** Shows what was asked for once it is there, and that it loads, or why that failed. */
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
        <TryAgain reload={loaded.reload} />
      </ProblemNotice>
    );
  }
  const { isReloading, reloadProblem } = loaded;
  return (
    <div class={isReloading ? "reloading" : undefined} aria-busy={isReloading}>
      <ProblemNotice problem={reloadProblem}>
        <TryAgain reload={loaded.reload} />
      </ProblemNotice>
      {children(loaded.value)}
    </div>
  );
}

function TryAgain({ reload }: { readonly reload: (() => void) | undefined }) {
  return reload === undefined ? null : <Button onClick={reload}>Try again</Button>;
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
