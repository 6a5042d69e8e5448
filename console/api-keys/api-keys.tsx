import "../event-types/event-types.css";
import { useState } from "preact/hooks";

import type { ApiKey } from "../../client/client.ts";
import { useAction } from "../api/use-action.ts";
import { useFirstPages } from "../api/use-pages.ts";
import { Badge } from "../parts/badge.tsx";
import { Button } from "../parts/button.tsx";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Loading } from "../parts/loading.tsx";
import { useNotices } from "../parts/notices.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { Time } from "../parts/time.tsx";
import { keyState, type KeyOwner } from "./api-key-form.ts";
import { NewApiKeyDialog } from "./new-api-key-dialog.tsx";

/** API keys there are at most: one page has them all. */
const MOST_KEYS = 100;

/** The keys of an application and environment: listed, made, deleted. */
export function ApiKeys({ owner }: { readonly owner: KeyOwner }) {
  const { application, environment } = owner;
  const [isMaking, setMaking] = useState(false);
  const keys = useFirstPages(
    (client, cursor, signal) =>
      client.GET("/api-keys", {
        params: {
          query: {
            application,
            environment,
            limit: MOST_KEYS,
            ...(cursor !== undefined && { cursor }),
          },
        },
        signal,
      }),
    [application, environment],
  );
  return (
    <div class="flow">
      <div class="actions">
        <Button kind="primary" onClick={() => setMaking(true)}>
          New API key
        </Button>
      </div>
      {isMaking && (
        <NewApiKeyDialog
          owner={owner}
          onClose={() => {
            setMaking(false);
            keys.reload();
          }}
        />
      )}
      <Loading of={keys}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="There are no API keys here">
              Make one for each program: so each can be taken back alone.
            </Empty>
          ) : (
            <Table rows={rows} owner={owner} reload={keys.reload} />
          )
        }
      </Loading>
      {keys.hasMore && (
        <Button isRunning={keys.isLoadingMore} onClick={() => keys.loadMore()}>
          Show more
        </Button>
      )}
      <ProblemNotice problem={keys.moreProblem} />
    </div>
  );
}

function Table(of: {
  readonly rows: readonly ApiKey[];
  readonly owner: KeyOwner;
  readonly reload: () => void;
}) {
  const { rows, owner, reload } = of;
  const { application, environment } = owner;
  return (
    <DataTable
      caption={`API keys of ${application}, ${environment}`}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          head: "Name",
          cell: ({ name, prefix }) => (
            <div>
              {name}
              <br />
              <code>{prefix}…</code>
            </div>
          ),
        },
        { head: "Role", cell: ({ role }) => role },
        {
          head: "Last used",
          cell: ({ last_used_at: at }) =>
            at === undefined ? "never" : <Time at={at} isRelative />,
        },
        { head: "Expires", cell: (key) => <Expiry of={key} /> },
        { head: "Created", cell: ({ created_at: at }) => <Time at={at} isRelative /> },
        { head: "Delete", cell: (key) => <DeleteKey of={key} done={reload} /> },
      ]}
    />
  );
}

function Expiry({ of: key }: { readonly of: ApiKey }) {
  const { expires_at: at } = key;
  const state = keyState(key, Date.now());
  if (at === undefined) return <>never</>;
  return (
    <div>
      <Time at={at} isRelative />{" "}
      {state !== "works" && <Badge tone={state === "expired" ? "bad" : "warn"}>{state}</Badge>}
    </div>
  );
}

function DeleteKey({ of: key, done }: { readonly of: ApiKey; readonly done: () => void }) {
  const { id, name, application, environment } = key;
  const { tell } = useNotices();
  const remove = useAction(
    (client) =>
      client.DELETE("/api-keys/{id}", {
        params: { path: { id }, query: { application, environment } },
      }),
    {
      done: () => {
        tell(`Deleted the API key ${name}`);
        done();
      },
    },
  );
  return (
    <>
      <ConfirmButton
        label="Delete"
        question={`Delete the API key ${name}?`}
        isRunning={remove.isRunning}
        onConfirm={() => remove.run()}
      >
        <p>
          Whatever calls with <code>{key.prefix}…</code> is refused within 30 seconds. It cannot be
          brought back.
        </p>
      </ConfirmButton>
      <ProblemNotice problem={remove.problem} />
    </>
  );
}
