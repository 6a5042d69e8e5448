import { useState } from "preact/hooks";

import type { PortalLink } from "../../client/client.ts";
import { useAction } from "../api/use-action.ts";
import { usePage } from "../api/use-pages.ts";
import { Badge } from "../parts/badge.tsx";
import { Button } from "../parts/button.tsx";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Loading } from "../parts/loading.tsx";
import { useNotices } from "../parts/notices.tsx";
import { Pager } from "../parts/pager.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { Time } from "../parts/time.tsx";
import type { Environment } from "../shell/session.ts";
import { NewPortalLinkDialog } from "./new-portal-link-dialog.tsx";
import { linkState, rightsText } from "./portal-link-form.ts";

/** Rows of a page. */
const LIMIT = 50;

/** The links of an application that have not ended: listed, made, taken back. */
export function PortalLinks(of: {
  readonly application: string;
  /** Those that links may open. */
  readonly environments: readonly Environment[];
}) {
  const { application, environments } = of;
  const [isMaking, setMaking] = useState(false);
  const only = environments.length === 1 ? environments[0] : undefined;
  const links = usePage<PortalLink>(
    (client, cursor, signal) =>
      client.GET("/portal-links", {
        params: {
          query: {
            application,
            limit: LIMIT,
            ...(only !== undefined && { environment: only }),
            ...(cursor !== undefined && { cursor }),
          },
        },
        signal,
      }),
    [application, only],
  );
  return (
    <div class="flow">
      <div class="actions">
        <Button kind="primary" onClick={() => setMaking(true)}>
          New portal link
        </Button>
      </div>
      {isMaking && (
        <NewPortalLinkDialog
          {...of}
          onClose={() => {
            setMaking(false);
            links.reload();
          }}
        />
      )}
      <Loading of={links}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="No portal link works at present">
              Make one to try it. Usually your own server makes them, one for each visit of a user.
            </Empty>
          ) : (
            <Table rows={rows} reload={links.reload} />
          )
        }
      </Loading>
      <Pager of={links} label="Pages of portal links" />
    </div>
  );
}

function Table(of: { readonly rows: readonly PortalLink[]; readonly reload: () => void }) {
  return (
    <DataTable
      caption="Portal links that have not ended, newest first"
      rows={of.rows}
      keyOf={({ id }) => id}
      columns={[
        { head: "Link", cell: (link) => <About of={link} /> },
        { head: "State", cell: (link) => <State of={link} /> },
        { head: "Rights", cell: ({ permissions }) => rightsText(permissions) },
        { head: "Environments", cell: ({ environments }) => environments.join(", ") },
        {
          head: "In frames of",
          cell: ({ frame_origins: origins }) => origins.join(", ") || "nobody",
        },
        { head: "Ends", cell: ({ expires_at: at }) => <Time at={at} isRelative /> },
        { head: "Revoke", cell: (link) => <Revoke of={link} done={of.reload} /> },
      ]}
    />
  );
}

function About({ of: { id, name, created_by: by } }: { readonly of: PortalLink }) {
  return (
    <div>
      {name ?? <code>{id}</code>}
      <div class="hint">made by {by}</div>
    </div>
  );
}

function State({ of: link }: { readonly of: PortalLink }) {
  const state = linkState(link, Date.now());
  return <Badge tone={state === "open" ? "good" : "quiet"}>{state}</Badge>;
}

function Revoke({ of: link, done }: { readonly of: PortalLink; readonly done: () => void }) {
  const { id, name = id } = link;
  const { tell } = useNotices();
  const remove = useAction(
    (client) => client.DELETE("/portal-links/{id}", { params: { path: { id } } }),
    {
      done: () => {
        tell(`Revoked the portal link ${name}`);
        done();
      },
    },
  );
  return (
    <>
      <ConfirmButton
        label="Revoke"
        question={`Revoke the portal link ${name}?`}
        isRunning={remove.isRunning}
        onConfirm={() => remove.run()}
      >
        <p>Whoever has it open is shut out within 30 seconds.</p>
      </ConfirmButton>
      <ProblemNotice problem={remove.problem} />
    </>
  );
}
