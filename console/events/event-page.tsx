import { useParams } from "wouter-preact";

import { useLoaded } from "../api/use-loaded.ts";
import { DeliveryTable } from "../deliveries/delivery-table.tsx";
import { Payload } from "../deliveries/payload.tsx";
import { useWebhookNames } from "../deliveries/use-webhook-names.ts";
import { Button } from "../parts/button.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Loading } from "../parts/loading.tsx";
import { Page } from "../parts/page.tsx";
import { Section } from "../parts/section.tsx";
import { Time } from "../parts/time.tsx";
import { useAccess } from "../shell/use-access.ts";
import { readEvent, type ShownEvent } from "./event-answer.ts";

/** One event: its deliveries, and what was published. */
export function EventPage() {
  const { id } = useParams<{ id: string }>();
  const { path } = useAccess();
  const loaded = useLoaded<ShownEvent>(
    async (client, signal) => {
      const params = { path: { id } };
      const answer = await client.GET("/events/{id}", { params, parseAs: "text", signal });
      const { data, error, response } = answer;
      return data === undefined ? { error, response } : { data: readEvent(data), response };
    },
    [id],
  );
  const isUnknown =
    loaded.state === "failed" && (loaded.problem.status === 404 || loaded.problem.status === 422);
  return (
    <Page
      title={loaded.state === "loaded" ? `Event ${loaded.value.type}` : "Event"}
      lead={<code>{id}</code>}
      actions={
        <>
          <Button onClick={loaded.reload}>Refresh</Button>
          <LinkButton to={path("/events")}>Find another</LinkButton>
        </>
      }
    >
      {isUnknown ? (
        <Empty title="There is no such event here">
          <p>
            One just published can be read a moment later. An event is kept for 60 days; one that
            was not accepted is under Rejected events.
          </p>
        </Empty>
      ) : (
        <Loading of={loaded}>{(event) => <Details event={event} />}</Loading>
      )}
    </Page>
  );
}

function Details({ event }: { readonly event: ShownEvent }) {
  const names = useWebhookNames();
  return (
    <>
      <Section title="Event">
        <Facts
          rows={[
            ["Event type", event.type],
            ["Id of the producer", event.producer_id],
            ["Accepted", <Time at={event.accepted_at} />],
          ]}
        />
      </Section>
      <Section title="Deliveries">
        {event.deliveries.length === 0 ? (
          <Empty title="No delivery">
            <p>
              No webhook wanted this event: none named its type, none had a filter that it fits, or
              none was there when it was published. Deliveries that ended are kept for 30 days.
            </p>
          </Empty>
        ) : (
          <DeliveryTable caption="Deliveries of this event" rows={event.deliveries} names={names} />
        )}
      </Section>
      <Section title="Payload">
        <Payload text={event.payload} label="Payload" />
      </Section>
    </>
  );
}
