import { useEffect, useState } from "preact/hooks";
import { useLocation, useParams, useSearch } from "wouter-preact";

import type { Webhook } from "../../../client/client.ts";
import { useLoaded } from "../../api/use-loaded.ts";
import { Button } from "../../parts/button.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { TextField } from "../../parts/text-field.tsx";
import { useAccess } from "../../shell/use-access.ts";
import { titleOf } from "../list/list-model.ts";
import { NoSuchWebhook } from "../view/webhook-page.tsx";
import { explain } from "./explain.ts";
import { Findings } from "./findings.tsx";
import { gatherFacts } from "./gather.ts";
import { LatestEvents } from "./latest-events.tsx";

/** Why a webhook got nothing: asked of the API, as docs/nothing-arrived.md says. */
export function WhyPage() {
  const { id } = useParams<{ id: string }>();
  const asked = new URLSearchParams(useSearch()).get("event") ?? "";
  const [, navigate] = useLocation();
  const { path } = useAccess();
  const facts = useLoaded((client, signal) => gatherFacts(client, id, asked, signal), [id, asked]);
  if (facts.state === "failed" && facts.problem.status === 404) return <NoSuchWebhook />;
  const ask = (event: string): void => {
    const search = event === "" ? "" : `?${new URLSearchParams({ event })}`;
    navigate(path(`/webhooks/${id}/why${search}`));
  };
  return (
    <Page
      title="Why did it get nothing?"
      lead={facts.state === "loaded" ? titleOf(facts.value.webhook) : undefined}
      actions={<LinkButton to={path(`/webhooks/${id}`)}>The webhook</LinkButton>}
    >
      <Section title="Which event?">
        <AskedEvent asked={asked} onAsk={ask} />
        {facts.state === "loaded" && <EventsToAsk webhook={facts.value.webhook} onAsk={ask} />}
      </Section>
      <Section
        title={asked === "" ? "The webhook as such" : `Event ${asked}`}
        actions={<Button onClick={facts.reload}>Ask again</Button>}
      >
        <Loading of={facts}>{(known) => <Findings of={explain(known)} />}</Loading>
      </Section>
    </Page>
  );
}

function AskedEvent({
  asked,
  onAsk,
}: {
  readonly asked: string;
  readonly onAsk: (event: string) => void;
}) {
  const [typed, setTyped] = useState(asked);
  useEffect(() => setTyped(asked), [asked]);
  return (
    <form
      class="webhook-ask"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(typed.trim());
      }}
    >
      <TextField
        label="Event"
        name="event"
        hint="The id that POST /events or PutEvents answered, the id that the producer gave it, or a delivery's. Empty: the webhook as such."
        value={typed}
        onInput={setTyped}
        maxLength={512}
      />
      <div>
        <Button type="submit" kind="primary">
          Ask
        </Button>
      </div>
    </form>
  );
}

/** The latest events of a type that the webhook wants. */
function EventsToAsk({
  webhook: { events },
  onAsk,
}: {
  readonly webhook: Webhook;
  readonly onAsk: (event: string) => void;
}) {
  const { may } = useAccess();
  if (!may("deliveries:read")) return null;
  return <LatestEvents types={events.filter((type) => type !== "*")} onAsk={onAsk} />;
}
