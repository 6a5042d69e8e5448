import { useState } from "preact/hooks";

import type { Problem } from "../../api/problems.ts";
import { useAction } from "../../api/use-action.ts";
import { Button } from "../../parts/button.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { Section } from "../../parts/section.tsx";
import { runStep } from "./run-step.ts";
import type { StatusStep } from "./state/save-steps.ts";

/** Tries again what failed after the rest was saved; the rest is not sent again. */
export function UnsavedStatus({
  id,
  step,
  problem,
}: {
  readonly id: string;
  readonly step: StatusStep;
  /** Why it failed at first. */
  readonly problem: Problem;
}) {
  const [isDone, setDone] = useState(false);
  const again = useAction((client) => runStep(client, id, step), { done: () => setDone(true) });
  const wanted = WORDS[step.kind];
  return (
    <Section title="Status">
      <div class="stack">
        <p role="status">
          {isDone
            ? `The webhook is ${wanted} now.`
            : `All else is saved, but the webhook may not be ${wanted} yet.`}
        </p>
        {!isDone && (
          <ProblemNotice problem={again.problem ?? problem}>
            <Button isRunning={again.isRunning} onClick={() => again.run()}>
              Try again to {step.kind} it
            </Button>
          </ProblemNotice>
        )}
      </div>
    </Section>
  );
}

const WORDS = { enable: "enabled", disable: "disabled" } as const;
