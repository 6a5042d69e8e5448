import { useState } from "preact/hooks";

import type { EventType } from "../../client/client.ts";
import { useAction } from "../api/use-action.ts";
import { Button } from "../parts/button.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { TextArea } from "../parts/text-area.tsx";
import { TextField } from "../parts/text-field.tsx";
import { useAccess } from "../shell/use-access.ts";
import { eventBodyText, type TypedEvent } from "./event-body.ts";
import { PublishedEvent } from "./published-event.tsx";
import { samplePayload } from "./sample-payload.ts";
import { checkNow, useJsonCheck } from "./use-json-check.ts";
import { Verdict } from "./verdict.tsx";

/** Publishes an event of this type, with a payload that can be changed before. */
export function SendExample({ type }: { readonly type: EventType }) {
  const { environment } = useAccess();
  const { name, schema } = type;
  const [payload, setPayload] = useState(() => JSON.stringify(exampleOf(type), null, 2));
  const [id, setId] = useState("");
  const [sent, setSent] = useState<readonly string[]>([]);
  const verdict = useJsonCheck(payload, (checks, text) => checks.checkPayloadText(text, schema));
  const publish = useAction((client, event: TypedEvent) =>
    client.POST("/events", {
      body: { type: event.type, payload: {} },
      bodySerializer: () => eventBodyText(event),
    }),
  );
  const send = async () => {
    // Of what is no JSON the API could tell a place only in the whole of the request.
    const read = await checkNow(payload, (checks, text) => checks.readJsonObject(text));
    if (read?.kind === "bad") return;
    const published = await publish.run({ type: name, id: id.trim(), payload });
    const [first] = published?.data ?? [];
    if (first !== undefined) setSent((before) => [first.id, ...before]);
  };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p>
        It goes to every webhook in {environment} that wants <code>{name}</code>, like an event from
        your systems.
      </p>
      <TextArea
        label="Payload"
        name="payload"
        value={payload}
        onInput={setPayload}
        rows={Math.min(20, payload.split("\n").length + 1)}
        problem={publish.problem}
        isCode
        required
      />
      <Verdict verdict={verdict} good={`It fits the schema of ${name}.`} />
      <TextField
        label="Id"
        name="id"
        value={id}
        onInput={setId}
        problem={publish.problem}
        hint="Your own name for this event: the same id again is the same event."
      />
      <ProblemNotice problem={publish.problem} />
      <Button kind="primary" type="submit" isRunning={publish.isRunning}>
        Send this event
      </Button>
      {sent.map((eventId) => (
        <PublishedEvent key={eventId} id={eventId} />
      ))}
    </form>
  );
}

function exampleOf({ example, schema }: EventType) {
  return example ?? samplePayload(schema);
}
