import type { ComponentChildren } from "preact";
import { Link } from "wouter-preact";

import type { Webhook } from "../../../client/client.ts";
import { Badge } from "../../parts/badge.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Time } from "../../parts/time.tsx";
import { useAccess } from "../../shell/use-access.ts";
import { answerWords } from "../words/answer-words.ts";
import { HealthBadge, StatusBadge } from "./health-badge.tsx";
import { titleOf, withoutHttps } from "./list-model.ts";
import { successShare } from "./success-share.ts";
import { type RowDetails, useRowDetails } from "./use-row-details.ts";

/** Event types that a row names; the others are counted. */
const MOST_NAMED = 2;

/** One page of webhooks. */
export function WebhookTable({
  caption,
  rows,
}: {
  readonly caption: string;
  readonly rows: readonly Webhook[];
}) {
  const { path } = useAccess();
  const details = useRowDetails(rows.map(({ id }) => id));
  return (
    <DataTable
      caption={caption}
      rows={rows}
      keyOf={({ id }) => id}
      rowLink={({ id }) => path(`/webhooks/${id}`)}
      columns={[
        { head: "Webhook", cell: (webhook) => <Name webhook={webhook} /> },
        { head: "Events", cell: ({ events }) => eventWords(events) },
        { head: "Status", cell: StatusBadge },
        { head: "Receiver", cell: HealthBadge },
        { head: "Delivered", cell: ({ id }) => shown(details(id), Share) },
        { head: "Last failure", cell: ({ id }) => shown(details(id), LastFailure) },
      ]}
    />
  );
}

function Name({ webhook }: { readonly webhook: Webhook }) {
  return (
    <span class="webhook-name">
      <span class="webhook-title">{titleOf(webhook)}</span>
      {webhook.name !== undefined && (
        <>
          {" "}
          <span class="hint webhook-endpoint">{withoutHttps(webhook.endpoint)}</span>
        </>
      )}
    </span>
  );
}

function eventWords(events: readonly string[]): string {
  if (events.includes("*")) return "every type";
  const more = events.length - MOST_NAMED;
  const named = events.slice(0, MOST_NAMED).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}

/** What takes a request of its own: not there yet, or not to be had. */
function shown(
  details: RowDetails | "failed" | undefined,
  cell: (details: RowDetails) => ComponentChildren,
): ComponentChildren {
  if (details === undefined) return <span class="hint">…</span>;
  return details === "failed" ? <span class="hint">not known</span> : cell(details);
}

function Share({ statistics }: RowDetails) {
  if (statistics === undefined) return <span class="hint">not known</span>;
  const { word, of, isLow } = successShare(statistics);
  return (
    <span>
      {isLow ? <Badge tone="bad">{word}</Badge> : word} <span class="hint">{of} in 24 h</span>
    </span>
  );
}

function LastFailure({ webhook: { last_failure: failure } }: RowDetails) {
  const { path } = useAccess();
  if (failure === undefined) return <span class="hint">none of late</span>;
  return (
    <span>
      <Link href={path(`/deliveries/${failure.delivery_id}`)}>{answerWords(failure).said}</Link>{" "}
      <span class="hint webhook-since">
        <Time at={failure.at} isRelative />
      </span>
    </span>
  );
}
