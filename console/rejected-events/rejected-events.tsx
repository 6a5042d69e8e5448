import "../event-types/event-types.css";
import { useState } from "preact/hooks";

import type { RejectedEvent } from "../../client/client.ts";
import { usePage } from "../api/use-pages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Loading } from "../parts/loading.tsx";
import { Pager } from "../parts/pager.tsx";
import { Select } from "../parts/select.tsx";
import { Time } from "../parts/time.tsx";
import { REASON_OPTIONS, REJECT_REASONS, type RejectReason } from "./reject-reasons.ts";

/** Rows of a page. */
const LIMIT = 50;

/** The list of rejected events that the caller may see, newest first. */
export function RejectedEvents({ none, hint }: { readonly none: string; readonly hint: string }) {
  const [reason, setReason] = useState<RejectReason | "">("");
  const page = usePage<RejectedEvent>(
    (client, cursor, signal) =>
      client.GET("/rejected-events", {
        params: {
          query: {
            limit: LIMIT,
            ...(reason !== "" && { reason }),
            ...(cursor !== undefined && { cursor }),
          },
        },
        signal,
      }),
    [reason],
  );
  return (
    <>
      <div class="filters">
        <Select
          label="Reason"
          name="reason"
          value={reason}
          onChange={setReason}
          options={REASON_OPTIONS}
        />
      </div>
      <Loading of={page}>
        {(rows) =>
          rows.length > 0 ? (
            <Table rows={rows} />
          ) : page.hasOlder ? (
            <Empty title="None of this reason on this page">Older ones may be: go on.</Empty>
          ) : (
            <Empty title={none}>{hint}</Empty>
          )
        }
      </Loading>
      <Pager of={page} label="Pages of rejected events" />
    </>
  );
}

function Table({ rows }: { readonly rows: readonly RejectedEvent[] }) {
  return (
    <DataTable
      caption="Rejected events, newest first"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { head: "Received", cell: ({ received_at: at }) => <Time at={at} /> },
        { head: "Why", cell: (event) => <Why of={event} /> },
        { head: "Type", cell: ({ type }) => (type === undefined ? "–" : <code>{type}</code>) },
        { head: "From", cell: (event) => <Origin of={event} /> },
      ]}
    />
  );
}

function Why({ of: { reason, errors } }: { readonly of: RejectedEvent }) {
  const [says, mend] = REJECT_REASONS[reason];
  return (
    <div>
      <strong>{reason}</strong>: {says}
      {errors.length > 0 && (
        <ul>
          {errors.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              <code>{field}</code> {message}
            </li>
          ))}
        </ul>
      )}
      <p class="hint">{mend}</p>
    </div>
  );
}

function Origin({ of: event }: { readonly of: RejectedEvent }) {
  const { source, producer_id: producerId, bus_id: busId } = event;
  return (
    <ul class="plain">
      {source !== undefined && (
        <li>
          source <code>{source}</code>
        </li>
      )}
      {producerId !== undefined && (
        <li>
          its id <code>{producerId}</code>
        </li>
      )}
      {busId !== undefined && (
        <li>
          id of the bus <code>{busId}</code>
        </li>
      )}
    </ul>
  );
}
