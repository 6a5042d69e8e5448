import "../event-types/event-types.css";
import { useState } from "preact/hooks";

import { usePage } from "../api/use-pages.ts";
import { Button } from "../parts/button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Loading } from "../parts/loading.tsx";
import { Pager } from "../parts/pager.tsx";
import { Section } from "../parts/section.tsx";
import { Select } from "../parts/select.tsx";
import { RejectedEvents } from "../rejected-events/rejected-events.tsx";
import { operationColumns } from "./operation-columns.tsx";
import {
  type Operation,
  operationDays,
  type OperationKind,
  operationKey,
  ownerPath,
} from "./operation-rows.ts";

/** Rows of a page. */
const LIMIT = 50;

/** One kind of the operator's list. */
export function OperationsList({ kind: of }: { readonly kind: OperationKind }) {
  const { kind, what, none, isOfDay } = of;
  const [days] = useState(() => operationDays(Date.now()));
  const [day, setDay] = useState(days[0]?.value ?? "");
  const page = usePage<Operation>(
    (client, cursor, signal) =>
      client.GET("/operations", {
        params: {
          query: {
            kind,
            limit: LIMIT,
            ...(isOfDay && { day }),
            ...(cursor !== undefined && { cursor }),
          },
        },
        signal,
      }),
    [kind, day],
  );
  return (
    <>
      <p>{what}</p>
      <div class="filters">
        {isOfDay && <Select label="Day" name="day" value={day} onChange={setDay} options={days} />}
        <Button onClick={page.reload}>Refresh</Button>
      </div>
      <Loading of={page}>
        {(rows) =>
          rows.length > 0 ? (
            <DataTable
              caption={of.title}
              rows={rows}
              keyOf={operationKey}
              {...(kind !== "unaddressed" && { rowLink: ownerPath })}
              columns={operationColumns(kind)}
            />
          ) : page.hasOlder ? (
            <Empty title="None on this page">There may be some on the next: go on.</Empty>
          ) : (
            <Empty title={none} />
          )
        }
      </Loading>
      <Pager of={page} label={`Pages: ${of.title}`} />
      {kind === "unaddressed" && (
        <Section title="The latest of them">
          <RejectedEvents
            none="There are none"
            hint="Entries that addressed no application, or that could not be read, were none in 14 days."
          />
        </Section>
      )}
    </>
  );
}
