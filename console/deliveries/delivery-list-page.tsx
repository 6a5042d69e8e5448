import { useEffect, useReducer, useState } from "preact/hooks";
import { useLocation, useSearch } from "wouter-preact";

import type { Delivery } from "../../client/client.ts";
import { Button } from "../parts/button.tsx";
import { Checkbox } from "../parts/checkbox.tsx";
import { Empty } from "../parts/empty.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Loading } from "../parts/loading.tsx";
import { useNotices } from "../parts/notices.tsx";
import { Page } from "../parts/page.tsx";
import { Pager } from "../parts/pager.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { useAccess } from "../shell/use-access.ts";
import { DeliveryFilters } from "./delivery-filters.tsx";
import { DeliveryTable } from "./delivery-table.tsx";
import { type Filters, listPath, readFilters, writeFilters } from "./filters.ts";
import { OutageDialog } from "./outage-dialog.tsx";
import { startResend } from "./resend-run.ts";
import { RunPanel } from "./run-panel.tsx";
import { countText, SelectionBar } from "./selection-bar.tsx";
import { changeSelection, NOTHING_SELECTED } from "./selection.ts";
import { useAutoRefresh } from "./use-auto-refresh.ts";
import { type DeliveryList, useDeliveryList } from "./use-delivery-list.ts";
import { useSelectAll } from "./use-select-all.ts";
import { useWebhookNames } from "./use-webhook-names.ts";

/** Deliveries, newest first, narrowed to what the address says. */
export function DeliveryListPage() {
  const { may, path, client, environment, application } = useAccess();
  const [, navigate] = useLocation();
  const { tell } = useNotices();
  const filters = readFilters(useSearch());
  const text = writeFilters(filters);
  const list = useDeliveryList(filters);
  const names = useWebhookNames();
  const [selection, select] = useReducer(changeSelection, NOTHING_SELECTED);
  const selectAll = useSelectAll(filters, select);
  const [isOutageOpen, openOutage] = useState(false);
  const [awaited, setAwaited] = useState<string>();
  const mayResend = may("deliveries:write");
  const place = `${application}/${environment}`;

  const show = (next: Filters): void => navigate(path(listPath(next)));
  const resend = async (ids: readonly string[], name?: string): Promise<void> => {
    const ended = await startResend(client, {
      place,
      ids,
      ...(name !== undefined && { run: name }),
    });
    if (ended === undefined) return;
    tell(`${ended.resent.length} of ${countText(ended.total)} resent.`);
    select({ kind: "set", ids: ended.resent, isSelected: false });
    list.reload();
  };
  // A selection is of what the filters let pass.
  useEffect(() => select({ kind: "clear" }), [text]);
  useEffect(() => {
    if (awaited !== text) return;
    setAwaited(undefined);
    selectAll.start();
  }, [awaited, text]);

  return (
    <Page
      title="Deliveries"
      lead="An event on its way to a webhook, newest first. A list shows a delivery once its first attempt has ended."
      actions={
        <>
          {filters.status !== "undelivered" && (
            <LinkButton to={path(listPath({ ...filters, status: "undelivered" }))}>
              What is not delivered
            </LinkButton>
          )}
          <Button onClick={list.reload} isRunning={isLoading(list)}>
            Refresh
          </Button>
          {mayResend && <Button onClick={() => openOutage(true)}>A receiver is back…</Button>}
        </>
      }
    >
      <RunPanel place={place} onRepeat={(ids, run) => void resend(ids, run)} />
      <DeliveryFilters
        filters={filters}
        names={names}
        problem={list.state === "failed" ? list.problem : undefined}
        onChange={show}
      />
      <ProblemNotice problem={selectAll.problem} />
      <div class="list-tools">
        {mayResend && list.rows.length > 0 && (
          <SelectionBar
            rows={list.rows}
            selection={selection}
            selectAll={selectAll}
            onSelect={select}
            onResend={() => void resend([...selection.ids])}
          />
        )}
        <Refresh of={list} />
      </div>
      <Loading of={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing of={list} isNarrowed={text !== ""} />
          ) : (
            <DeliveryTable
              caption="Deliveries, newest first"
              rows={rows}
              names={names}
              selection={mayResend ? selection : undefined}
              onSelect={select}
            />
          )
        }
      </Loading>
      {list.state === "failed" && list.hasNewer && (
        <Button onClick={list.newest}>Back to the newest</Button>
      )}
      <Pager of={list} label="Pages of deliveries" />
      {isOutageOpen && (
        <OutageDialog
          isOpen
          filters={filters}
          names={names}
          onClose={() => openOutage(false)}
          onChoose={(chosen) => {
            openOutage(false);
            setAwaited(writeFilters(chosen));
            show(chosen);
          }}
        />
      )}
    </Page>
  );
}

/** Whether a list refreshes itself is kept while other pages are looked at. */
let refreshesItself = false;

function Refresh({ of: list }: { readonly of: DeliveryList }) {
  const [isOn, setOn] = useState(refreshesItself);
  const moves = list.rows.some(isUnderWay);
  useAutoRefresh(isOn && moves, isLoading(list), list.reload);
  if (!moves) return null;
  return (
    <Checkbox
      label="Refresh every 10 seconds"
      name="refresh"
      checked={isOn}
      onChange={(isWanted) => {
        refreshesItself = isWanted;
        setOn(isWanted);
      }}
    />
  );
}

function isLoading(list: DeliveryList): boolean {
  return list.state === "loading" || (list.state === "loaded" && list.isReloading);
}

function isUnderWay({ status }: Delivery): boolean {
  return status === "pending" || status === "waiting";
}

function Nothing({
  of: list,
  isNarrowed,
}: {
  readonly of: DeliveryList;
  readonly isNarrowed: boolean;
}) {
  if (list.hasOlder) {
    return (
      <Empty title="Nothing among those looked at so far">
        <Button onClick={list.older}>Look further back</Button>
      </Empty>
    );
  }
  if (list.hasNewer) {
    return (
      <Empty title="Nothing older">
        <Button onClick={list.newest}>Back to the newest</Button>
      </Empty>
    );
  }
  return (
    <Empty title={isNarrowed ? "No delivery matches these filters" : "No delivery yet"}>
      <p>
        {isNarrowed
          ? "Take a filter away, or look under Events with the id that publishing answered."
          : "Publish an event that a webhook takes: its delivery is here after its first attempt."}
      </p>
    </Empty>
  );
}
