import { useState } from "preact/hooks";

import type { EventType } from "../../client/client.ts";
import { useAction } from "../api/use-action.ts";
import { useLoaded } from "../api/use-loaded.ts";
import { Button } from "../parts/button.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Loading } from "../parts/loading.tsx";
import { useNotices } from "../parts/notices.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { TextArea } from "../parts/text-area.tsx";
import { TextField } from "../parts/text-field.tsx";
import { navigate } from "../shell/hash-location.ts";
import { useAccess } from "../shell/use-access.ts";
import { LeaveDialog } from "../webhooks/edit/leave-dialog.tsx";
import { AttributeFields } from "./attribute-fields.tsx";
import {
  eventTypeBodyText,
  type EventTypeForm,
  formOfEventType,
  NEW_EVENT_TYPE,
} from "./event-type-form.ts";
import { nameTaken } from "./name-taken.ts";
import { TrySchema } from "./try-schema.tsx";
import { checkNow, useJsonCheck } from "./use-json-check.ts";
import { Verdict } from "./verdict.tsx";

/** Makes an event type of one's own, or changes it where there is a name. */
export function EventTypeEditor({ name }: { readonly name?: string }) {
  return (
    <Page title={name === undefined ? "New event type" : `Edit ${name}`}>
      {name === undefined ? <Editor form={NEW_EVENT_TYPE} /> : <Present name={name} />}
    </Page>
  );
}

function Present({ name }: { readonly name: string }) {
  const loaded = useLoaded(
    (client, signal) => client.GET("/event-types/{name}", { params: { path: { name } }, signal }),
    [name],
  );
  return (
    <Loading of={loaded}>
      {(type) => <Editor key={type.modified_at} form={formOfEventType(type)} of={type} />}
    </Loading>
  );
}

function Editor({ form: first, of }: { readonly form: EventTypeForm; readonly of?: EventType }) {
  const { path } = useAccess();
  const { tell } = useNotices();
  const [form, setForm] = useState(first);
  const [taken, setTaken] = useState<string>();
  const change = (part: Partial<EventTypeForm>) => setForm((before) => ({ ...before, ...part }));
  const verdict = useJsonCheck(form.schema, (checks, text) => checks.checkSchemaText(text));
  const isNew = of === undefined;
  const isChanged = JSON.stringify(form) !== JSON.stringify(first);
  const look = useAction((client, name: string) => nameTaken(client, name));
  const put = useAction((client, typed: EventTypeForm) =>
    client.PUT("/event-types/{name}", {
      params: { path: { name: typed.name } },
      body: { schema: {} },
      bodySerializer: () => eventTypeBodyText(typed),
    }),
  );
  const problem = put.problem ?? look.problem;
  const save = async () => {
    const typed = { ...form, name: form.name.trim() };
    const read = await checkNow(typed.schema, (checks, text) => checks.checkSchemaText(text));
    if (read?.kind === "bad") {
      document.getElementsByName("schema")[0]?.focus();
      return;
    }
    // Another of this name would be replaced without a word.
    const isTaken = isNew && (await look.run(typed.name));
    setTaken(isTaken === true ? typed.name : undefined);
    if (isNew && isTaken !== false) return;
    const type = await put.run(typed);
    if (type === undefined) return;
    tell(`${isNew ? "Created" : "Changed"} the event type ${type.name}`);
    navigate(path(`/event-types/${type.name}`), { isSaved: true });
  };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label="Name"
        name="name"
        value={form.name}
        onInput={(name) => change({ name })}
        hint="1 to 128 letters, digits, _ . and -, such as ORDER.PLACED"
        problem={problem}
        disabled={!isNew}
        required
      />
      {taken !== undefined && (
        <p class="field-error" role="alert">
          There is an event type {taken}: use another name, or edit that one.
        </p>
      )}
      <TextField
        label="Description"
        name="description"
        value={form.description}
        onInput={(description) => change({ description })}
        problem={problem}
      />
      <TextArea
        label="Schema"
        name="schema"
        value={form.schema}
        onInput={(schema) => change({ schema })}
        hint="JSON Schema, draft 2020-12: at most 32 KB. A pattern needs a maxLength beside it."
        problem={problem}
        rows={16}
        isCode
        required
      />
      <Verdict verdict={verdict} good="It can be used." />
      <AttributeFields form={form} change={change} problem={problem} />
      <TrySchema schema={verdict?.kind === "good" ? verdict.value : undefined} />
      <ProblemNotice problem={problem} />
      <div class="actions">
        <Button kind="primary" type="submit" isRunning={put.isRunning || look.isRunning}>
          {isNew ? "Create event type" : "Save"}
        </Button>
        <LinkButton to={path(isNew ? "/event-types" : `/event-types/${form.name}`)}>
          Cancel
        </LinkButton>
      </div>
      <LeaveDialog isAsking={isChanged && !put.isRunning} />
    </form>
  );
}
