import { Link } from "wouter-preact";

import type { Delivery } from "../../client/client.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Time } from "../parts/time.tsx";
import { useAccess } from "../shell/use-access.ts";
import type { Selection, SelectionChange } from "./selection.ts";
import { StatusBadge } from "./status-badge.tsx";
import { outcomeText } from "./words.ts";

/** Deliveries as rows; where they can be selected each has a checkbox. */
export function DeliveryTable({
  caption,
  rows,
  names,
  selection,
  onSelect,
}: {
  readonly caption: string;
  readonly rows: readonly Delivery[];
  /** Names of webhooks by their ids. */
  readonly names: ReadonlyMap<string, string>;
  readonly selection?: Selection | undefined;
  readonly onSelect?: (change: SelectionChange) => void;
}) {
  const { may, path } = useAccess();
  const checkbox: Column<Delivery> = {
    head: "Select",
    cell: ({ id, event_type: type }) => (
      <input
        type="checkbox"
        class="row-checkbox"
        aria-label={`Select the delivery ${id} of ${type}`}
        checked={selection?.ids.has(id) ?? false}
        onChange={({ currentTarget }) =>
          onSelect?.({ kind: "set", ids: [id], isSelected: currentTarget.checked })
        }
      />
    ),
  };
  const columns: readonly Column<Delivery>[] = [
    ...(selection === undefined ? [] : [checkbox]),
    {
      head: "Accepted",
      cell: ({ id, accepted_at: at }) =>
        may("deliveries:read") ? (
          <Link href={path(`/deliveries/${id}`)}>
            <Time at={at} />
          </Link>
        ) : (
          <Time at={at} />
        ),
    },
    { head: "Status", cell: (delivery) => <StatusBadge of={delivery} /> },
    { head: "Event type", cell: ({ event_type: type }) => type },
    { head: "Webhook", cell: ({ webhook_id: id }) => names.get(id) ?? <code>{id}</code> },
    { head: "Attempts", isNumeric: true, cell: ({ attempt_count: count }) => count },
    {
      head: "Last answer",
      cell: ({ last_outcome: outcome }) => (outcome === undefined ? "–" : outcomeText(outcome)),
    },
    {
      head: "Next attempt",
      cell: ({ next_attempt_at: at }) => (at === undefined ? "–" : <Time at={at} />),
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={rows} keyOf={({ id }) => id} />;
}
