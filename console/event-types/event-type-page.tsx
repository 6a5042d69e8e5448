import { useLocation } from "wouter-preact";

import type { EventType } from "../../client/client.ts";
import { useAction } from "../api/use-action.ts";
import { useLoaded } from "../api/use-loaded.ts";
import { Code } from "../parts/code.tsx";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { Facts } from "../parts/facts.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Loading } from "../parts/loading.tsx";
import { useNotices } from "../parts/notices.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { Section } from "../parts/section.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { Time } from "../parts/time.tsx";
import { useAccess } from "../shell/use-access.ts";
import { systemOf, systemTitle } from "./catalogue.ts";
import { SchemaView } from "./schema-view.tsx";
import { SendExample } from "./send-example.tsx";

/** One event type: what its payloads look like, and one to send. */
export function EventTypePage({ name }: { readonly name: string }) {
  const { may, path } = useAccess();
  const loaded = useLoaded(
    (client, signal) => client.GET("/event-types/{name}", { params: { path: { name } }, signal }),
    [name],
  );
  const isOwn = loaded.state === "loaded" && !loaded.value.built_in;
  return (
    <Page
      title={name}
      actions={
        isOwn &&
        may("event-types:write") && (
          <>
            <LinkButton to={path(`/event-types/${name}/edit`)}>Edit</LinkButton>
            <DeleteEventType name={name} />
          </>
        )
      }
    >
      <Loading of={loaded}>{(type) => <Shown type={type} />}</Loading>
    </Page>
  );
}

function Shown({ type }: { readonly type: EventType }) {
  const { may } = useAccess();
  const { description, mandatory, selectable, schema, example } = type;
  return (
    <div class="flow">
      {description !== "" && <p>{description}</p>}
      <Facts
        rows={[
          ["From", systemTitle(systemOf(type))],
          ["Always sent", <Names names={mandatory} none="nothing in particular" />],
          ["Can be chosen", <Names names={selectable} none="nothing: it is sent whole" />],
          ["Sent by default", <Names names={type.default} none="only what is always sent" />],
          ["Created", type.created_at && <Time at={type.created_at} />],
          ["Changed", type.modified_at && <Time at={type.modified_at} />],
        ]}
      />
      <Section title="Schema">
        <Tabs
          label="Views of the schema"
          tabs={[
            { id: "tree", label: "Readable", panel: () => <SchemaView schema={schema} /> },
            {
              id: "raw",
              label: "JSON Schema",
              panel: () => (
                <Code text={JSON.stringify(schema, null, 2)} language="json" label="Copy schema" />
              ),
            },
          ]}
        />
      </Section>
      {example !== undefined && (
        <Section title="Example">
          <Code text={JSON.stringify(example, null, 2)} language="json" label="Copy example" />
        </Section>
      )}
      {may("events:publish") && (
        <Section title="Send an example">
          <SendExample type={type} />
        </Section>
      )}
    </div>
  );
}

/** Names of attributes; `*` is the whole payload. */
function Names({ names, none }: { readonly names: readonly string[]; readonly none: string }) {
  if (names.length === 0) return <>{none}</>;
  if (names.length === 1 && names[0] === "*") return <>the whole payload</>;
  return (
    <ul class="names">
      {names.map((name) => (
        <li key={name}>
          <code>{name}</code>
        </li>
      ))}
    </ul>
  );
}

function DeleteEventType({ name }: { readonly name: string }) {
  const { path } = useAccess();
  const { tell } = useNotices();
  const [, navigate] = useLocation();
  const remove = useAction(
    (client) => client.DELETE("/event-types/{name}", { params: { path: { name } } }),
    {
      done: () => {
        tell(`Deleted the event type ${name}`);
        navigate(path("/event-types"));
      },
    },
  );
  return (
    <>
      <ConfirmButton
        label="Delete"
        question={`Delete the event type ${name}?`}
        isRunning={remove.isRunning}
        onConfirm={() => remove.run()}
      >
        <p>Events of this type are rejected from then on. Deliveries on their way go on.</p>
      </ConfirmButton>
      <ProblemNotice problem={remove.problem} />
    </>
  );
}
