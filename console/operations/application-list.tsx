import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";

import type { Application } from "../../client/client.ts";
import { useAction } from "../api/use-action.ts";
import { useFirstPages } from "../api/use-pages.ts";
import { Button } from "../parts/button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Empty } from "../parts/empty.tsx";
import { Loading } from "../parts/loading.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { TextField } from "../parts/text-field.tsx";
import { Time } from "../parts/time.tsx";
import { applicationBody, type ApplicationForm } from "./application-form.ts";

/** Rows of a page. */
const LIMIT = 100;

/** All applications, by id. */
export function ApplicationList() {
  const [isMaking, setMaking] = useState(false);
  const list = useFirstPages<Application>(
    (client, cursor, signal) =>
      client.GET("/applications", {
        params: { query: { limit: LIMIT, ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    [],
  );
  return (
    <Page
      title="Applications"
      lead="Each is a tenant with a production and a sandbox environment of its own."
      actions={
        <Button kind="primary" onClick={() => setMaking(true)}>
          New application
        </Button>
      }
    >
      {isMaking && <NewApplicationDialog onClose={() => setMaking(false)} />}
      <Loading of={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="There are no applications yet">
              Create one for each tenant, then its first API key.
            </Empty>
          ) : (
            <DataTable
              caption="Applications, by id"
              rows={rows}
              keyOf={({ id }) => id}
              rowLink={({ id }) => `/operator/applications/${id}`}
              columns={[
                { head: "Id", cell: ({ id }) => <code>{id}</code> },
                { head: "Name", cell: ({ name }) => name },
                { head: "Created", cell: ({ created_at: at }) => <Time at={at} /> },
                { head: "Changed", cell: ({ modified_at: at }) => <Time at={at} /> },
              ]}
            />
          )
        }
      </Loading>
      {list.hasMore && (
        <Button isRunning={list.isLoadingMore} onClick={() => list.loadMore()}>
          Show more
        </Button>
      )}
      <ProblemNotice problem={list.moreProblem} />
    </Page>
  );
}

function NewApplicationDialog({ onClose }: { readonly onClose: () => void }) {
  const [, navigate] = useLocation();
  const [form, setForm] = useState<ApplicationForm>({ id: "", name: "" });
  const create = useAction(
    (client, typed: ApplicationForm) =>
      client.POST("/applications", { body: applicationBody(typed) }),
    { done: ({ id }) => navigate(`/operator/applications/${id}`) },
  );
  return (
    <Dialog title="New application" isOpen onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void create.run(form);
        }}
      >
        <TextField
          label="Id"
          name="id"
          value={form.id}
          onInput={(id) => setForm({ ...form, id })}
          hint="Letters, digits, _ and -, such as acme. It cannot be changed."
          problem={create.problem}
          required
        />
        <TextField
          label="Name"
          name="name"
          value={form.name}
          onInput={(name) => setForm({ ...form, name })}
          problem={create.problem}
          required
        />
        <ProblemNotice problem={create.problem} />
        <div class="actions">
          <Button kind="primary" type="submit" isRunning={create.isRunning}>
            Create application
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
