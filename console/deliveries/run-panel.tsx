import { Link } from "wouter-preact";

import { useStore } from "../api/use-store.ts";
import { Badge } from "../parts/badge.tsx";
import { Button } from "../parts/button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Section } from "../parts/section.tsx";
import { useAccess } from "../shell/use-access.ts";
import { groupRefusals, leftOf, type ResendProgress } from "./resend-all.ts";
import { resendRun } from "./resend-run.ts";
import { countText } from "./selection-bar.tsx";

/** Results that are listed one by one; all are counted. */
const MOST_LISTED = 100;

/** How the resend of many of this environment stands, if there is one, and what became of each. */
export function RunPanel({
  place,
  onRepeat,
}: {
  readonly place: string;
  /** Asks for what is left of a run once more. */
  readonly onRepeat: (ids: readonly string[], run: string) => void;
}) {
  const run = useStore(resendRun);
  if (run === undefined || run.place !== place) return null;
  const { progress, ids } = run;
  const { resent, notResent, total, state } = progress;
  const isRunning = state === "running";
  const left = isRunning ? [] : leftOf(ids, progress);
  return (
    <Section
      title={isRunning ? `Resending ${countText(total)}` : titleOf(progress)}
      actions={
        isRunning ? (
          <Button onClick={run.stop}>Stop</Button>
        ) : (
          <>
            {left.length > 0 && (
              <Button kind="primary" onClick={() => onRepeat(left, run.run)}>
                Resend the {left.length} left
              </Button>
            )}
            <Button onClick={() => resendRun.set(undefined)}>Close</Button>
          </>
        )
      }
    >
      <progress
        class="run-progress"
        max={Math.max(1, total)}
        value={resent.length + notResent.length}
        aria-label="Deliveries asked for"
      />
      <p role={isRunning ? undefined : "status"}>
        {resent.length} of {countText(total)} resent
        {notResent.length > 0 && `, ${notResent.length} not`}.{isRunning ? "" : endText(progress)}
      </p>
      {!isRunning && <Refusals of={progress} />}
      {!isRunning && <Results of={progress} />}
    </Section>
  );
}

function titleOf({ state }: ResendProgress): string {
  return state === "finished" ? "Resent" : "Resend ended early";
}

function endText({ state }: ResendProgress): string {
  switch (state) {
    case "refused":
      return " This key may not resend deliveries, or not any more.";
    case "away":
      return " Ringback does not answer at the moment. What is left can be sent later.";
    case "stopped":
      return " It was stopped. What is left can be sent later; nothing is sent twice.";
    case "finished":
    case "running":
      return "";
  }
}

/** Why some were not sent, each reason once. */
function Refusals({ of: { notResent } }: { readonly of: ResendProgress }) {
  if (notResent.length === 0) return null;
  return (
    <ul class="refusals">
      {groupRefusals(notResent).map(({ why, count }) => (
        <li key={why}>
          {countText(count)}: {why}
        </li>
      ))}
    </ul>
  );
}

interface Result {
  readonly id: string;
  readonly why?: string;
}

/** Each delivery with what became of it: those that were refused first. */
function Results({ of: { resent, notResent } }: { readonly of: ResendProgress }) {
  const { path } = useAccess();
  const all: readonly Result[] = [...notResent, ...resent.map((id) => ({ id }))];
  if (all.length === 0) return null;
  return (
    <details class="run-results">
      <summary>Result of each delivery</summary>
      <DataTable<Result>
        caption="Result of each delivery"
        rows={all.slice(0, MOST_LISTED)}
        keyOf={({ id }) => id}
        columns={[
          {
            head: "Delivery",
            cell: ({ id }) => (
              <Link href={path(`/deliveries/${id}`)}>
                <code>{id}</code>
              </Link>
            ),
          },
          {
            head: "Result",
            cell: ({ why }) =>
              why === undefined ? (
                <Badge tone="good">Resent</Badge>
              ) : (
                <Badge tone="bad">Not sent</Badge>
              ),
          },
          { head: "Why", cell: ({ why }) => why ?? "–" },
        ]}
      />
      {all.length > MOST_LISTED && (
        <p class="hint">
          These are the first {MOST_LISTED} of {all.length}.
        </p>
      )}
    </details>
  );
}
