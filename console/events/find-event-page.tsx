import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";

import type { Problem } from "../api/problems.ts";
import { Button } from "../parts/button.tsx";
import { Page } from "../parts/page.tsx";
import { Section } from "../parts/section.tsx";
import { TextField } from "../parts/text-field.tsx";
import { useAccess } from "../shell/use-access.ts";
import { readWanted } from "./event-answer.ts";

/** Finds an event by its id. */
export function FindEventPage() {
  const { may, path } = useAccess();
  const [, navigate] = useLocation();
  const [id, setId] = useState("");
  const [problem, setProblem] = useState<Problem>();
  return (
    <Page
      title="Events"
      lead="What was published, with all of its deliveries. Publishing answers the id of an event."
    >
      <Section title="Find an event">
        <form
          class="find-event"
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = readWanted(id);
            if (wanted.kind === "event") navigate(path(`/events/${wanted.id}`));
            else setProblem(fieldProblem(wanted.hint));
          }}
        >
          <TextField
            label="Id"
            hint="Of the event, or of one of its deliveries."
            name="id"
            required
            value={id}
            onInput={setId}
            placeholder="evt_"
            problem={problem}
          />
          <Button kind="primary" type="submit">
            Find
          </Button>
        </form>
      </Section>
      <Section title="Without an id">
        <p>
          Events are listed by their deliveries
          {may("deliveries:read") && (
            <>
              : <Link href={path("/deliveries")}>all deliveries</Link>, newest first
            </>
          )}
          . An event that no webhook wanted has none; one that was not accepted is under{" "}
          <Link href={path("/rejected-events")}>Rejected events</Link>.
        </p>
      </Section>
    </Page>
  );
}

function fieldProblem(hint: string): Problem {
  const message = "is no id of an event";
  return {
    type: "about:blank",
    title: "Nothing can be found",
    status: 0,
    detail: `id ${message}`,
    errors: [{ field: "id", message, hint }],
    request_id: "",
  };
}
