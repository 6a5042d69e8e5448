import "../event-types/event-types.css";
import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";

import type { Application, ApplicationPatch } from "../../client/client.ts";
import { ApiKeys } from "../api-keys/api-keys.tsx";
import { useAction } from "../api/use-action.ts";
import { useLoaded } from "../api/use-loaded.ts";
import { Button } from "../parts/button.tsx";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { Facts } from "../parts/facts.tsx";
import { Loading } from "../parts/loading.tsx";
import { useNotices } from "../parts/notices.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { Section } from "../parts/section.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { TextField } from "../parts/text-field.tsx";
import { Time } from "../parts/time.tsx";
import { PortalLinks } from "../portal/portal-links.tsx";
import { ENVIRONMENTS } from "../shell/session.ts";
import { CallbackConfig } from "./callback-config.tsx";
import { LegacySecrets } from "./legacy-secrets.tsx";

/** One application: its name, its keys, and how its callbacks are sent. */
export function ApplicationPage({ id }: { readonly id: string }) {
  const loaded = useLoaded(
    (client, signal) => client.GET("/applications/{id}", { params: { path: { id } }, signal }),
    [id],
  );
  return (
    <Page title={id} actions={loaded.state === "loaded" && <DeleteApplication id={id} />}>
      <Loading of={loaded}>
        {(application) => (
          <div class="flow">
            <Facts
              rows={[
                ["Name", application.name],
                ["Created", <Time at={application.created_at} />],
                ["Changed", <Time at={application.modified_at} />],
              ]}
            />
            <Rename key={application.modified_at} of={application} reload={loaded.reload} />
            <Section title="API keys">
              <Tabs
                label="Environments"
                tabs={ENVIRONMENTS.map((environment) => ({
                  id: environment,
                  label: environment,
                  panel: () => (
                    <ApiKeys key={environment} owner={{ application: id, environment }} />
                  ),
                }))}
              />
            </Section>
            <Section title="Portal links">
              <PortalLinks application={id} environments={ENVIRONMENTS} />
            </Section>
            <Section title="Callbacks of notifications">
              <CallbackConfig of={application} reload={loaded.reload} />
            </Section>
            <Section title="Legacy secrets">
              <LegacySecrets id={id} />
            </Section>
          </div>
        )}
      </Loading>
    </Page>
  );
}

function Rename(of: { readonly of: Application; readonly reload: () => void }) {
  const { id, name: present } = of.of;
  const { tell } = useNotices();
  const [name, setName] = useState(present);
  const change = useAction(
    (client, body: ApplicationPatch) =>
      client.PATCH("/applications/{id}", { params: { path: { id } }, body }),
    {
      done: () => {
        tell(`Renamed ${id}`);
        of.reload();
      },
    },
  );
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void change.run({ name: name.trim() });
      }}
    >
      <TextField
        label="New name"
        name="name"
        value={name}
        onInput={setName}
        problem={change.problem}
        required
      />
      <ProblemNotice problem={change.problem} />
      <Button type="submit" isRunning={change.isRunning} isDisabled={name.trim() === present}>
        Rename
      </Button>
    </form>
  );
}

function DeleteApplication({ id }: { readonly id: string }) {
  const { tell } = useNotices();
  const [, navigate] = useLocation();
  const remove = useAction(
    (client) => client.DELETE("/applications/{id}", { params: { path: { id } } }),
    {
      done: () => {
        tell(`Deleted the application ${id}`);
        navigate("/operator/applications");
      },
    },
  );
  return (
    <>
      <ConfirmButton
        label="Delete"
        question={`Delete the application ${id}?`}
        isRunning={remove.isRunning}
        onConfirm={() => remove.run()}
      >
        <p>
          Its API keys go with it; while it has webhooks it is refused. Its id can be used again
          after 60 days.
        </p>
      </ConfirmButton>
      <ProblemNotice problem={remove.problem} />
    </>
  );
}
