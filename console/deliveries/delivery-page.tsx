import { useState } from "preact/hooks";
import { Link, useParams } from "wouter-preact";

import type { DeliveryDetails, Webhook } from "../../client/client.ts";
import { useLoaded } from "../api/use-loaded.ts";
import { useStore } from "../api/use-store.ts";
import { Button } from "../parts/button.tsx";
import { Checkbox } from "../parts/checkbox.tsx";
import { clock } from "../parts/clock.ts";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Loading } from "../parts/loading.tsx";
import { Page } from "../parts/page.tsx";
import { Section } from "../parts/section.tsx";
import { Time } from "../parts/time.tsx";
import { useAccess } from "../shell/use-access.ts";
import { allowedActions } from "./allowed-actions.ts";
import { DeliveryActions } from "./delivery-actions.tsx";
import { listPath } from "./filters.ts";
import { Payload } from "./payload.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { TimelineList } from "./timeline-list.tsx";
import { timelineOf } from "./timeline.ts";
import { useAutoRefresh } from "./use-auto-refresh.ts";
import { webhookName } from "./use-webhook-names.ts";
import { outcomeText } from "./words.ts";

/** A delivery, and its webhook: `null` where that was deleted, absent where it may not be read. */
interface Shown {
  readonly delivery: DeliveryDetails;
  readonly webhook?: Webhook | null | undefined;
}

/** One delivery: what became of it, attempt by attempt, what was sent, and what can be done. */
export function DeliveryPage() {
  const { id } = useParams<{ id: string }>();
  const { may, path } = useAccess();
  const mayReadWebhooks = may("webhooks:read");
  const loaded = useLoaded<Shown>(
    async (client, signal) => {
      const answer = await client.GET("/deliveries/{id}", { params: { path: { id } }, signal });
      const { data: delivery, error, response } = answer;
      if (delivery === undefined) return { error, response };
      if (!mayReadWebhooks) return { data: { delivery }, response };
      const params = { path: { id: delivery.webhook_id } };
      const found = await client.GET("/webhooks/{id}", { params, signal });
      const webhook = found.response.status === 404 ? null : found.data;
      return { data: { delivery, webhook }, response };
    },
    [id, mayReadWebhooks],
  );
  const isUnknown =
    loaded.state === "failed" && (loaded.problem.status === 404 || loaded.problem.status === 422);
  const title =
    loaded.state === "loaded" ? `Delivery of ${loaded.value.delivery.event_type}` : "Delivery";
  return (
    <Page
      title={title}
      lead={<code>{id}</code>}
      actions={<LinkButton to={path("/deliveries")}>All deliveries</LinkButton>}
    >
      {isUnknown ? (
        <Empty title="There is no such delivery here">
          <p>
            A delivery is kept for 30 days after its end. It may be in the other environment, or
            belong to another application.
          </p>
        </Empty>
      ) : (
        <Loading of={loaded}>
          {(shown) => (
            <Details
              shown={shown}
              isReloading={loaded.state === "loaded" && loaded.isReloading}
              reload={loaded.reload}
            />
          )}
        </Loading>
      )}
    </Page>
  );
}

function Details({
  shown: { delivery, webhook },
  isReloading,
  reload,
}: {
  readonly shown: Shown;
  readonly isReloading: boolean;
  readonly reload: () => void;
}) {
  const { may } = useAccess();
  const [refreshes, setRefreshes] = useState(true);
  const isUnderWay = delivery.status === "pending" || delivery.status === "waiting";
  useAutoRefresh(refreshes && isUnderWay, isReloading, reload);
  // Draws it again now and then: "Next attempt in 3 min".
  useStore(clock);
  return (
    <>
      <Section
        title="What became of it"
        actions={
          <Button onClick={reload} isRunning={isReloading}>
            Refresh
          </Button>
        }
      >
        <DeliveryFacts delivery={delivery} webhook={webhook} />
        {may("deliveries:write") && (
          <DeliveryActions
            id={delivery.id}
            allowed={allowedActions(delivery, webhook)}
            onDone={reload}
          />
        )}
        {isUnderWay && (
          <Checkbox
            label="Refresh every 10 seconds"
            name="refresh"
            checked={refreshes}
            onChange={setRefreshes}
          />
        )}
      </Section>
      <Section title="Timeline">
        <TimelineList entries={timelineOf(delivery, webhook ?? undefined, Date.now())} />
      </Section>
      <Section title="Payload">
        {delivery.body === null ? (
          <p>The event is not kept any more: an event is kept for 60 days.</p>
        ) : (
          <Payload text={delivery.body} label="Payload" />
        )}
      </Section>
    </>
  );
}

function DeliveryFacts({ delivery, webhook }: Shown) {
  const { may, path } = useAccess();
  const { event_id: eventId, webhook_id: webhookId, next_attempt_at: nextAt } = delivery;
  return (
    <Facts
      rows={[
        ["Status", <StatusBadge of={delivery} />],
        ["Event type", delivery.event_type],
        [
          "Event",
          may("events:read") ? (
            <Link href={path(`/events/${eventId}`)}>
              All deliveries of <code>{eventId}</code>
            </Link>
          ) : (
            <code>{eventId}</code>
          ),
        ],
        [
          "Webhook",
          <>
            <WebhookLink id={webhookId} webhook={webhook} /> ·{" "}
            <Link href={path(listPath({ webhook_id: webhookId }))}>its deliveries</Link>
          </>,
        ],
        ["Accepted", <Time at={delivery.accepted_at} />],
        ["Attempts", delivery.attempt_count],
        [
          "Last answer",
          delivery.last_outcome === undefined ? undefined : outcomeText(delivery.last_outcome),
        ],
        ["Next attempt", nextAt === undefined ? undefined : <Time at={nextAt} />],
        [
          "Ended",
          delivery.settled_at === undefined ? undefined : <Time at={delivery.settled_at} />,
        ],
      ]}
    />
  );
}

function WebhookLink({
  id,
  webhook,
}: {
  readonly id: string;
  readonly webhook?: Shown["webhook"];
}) {
  const { path } = useAccess();
  if (webhook === undefined) return <code>{id}</code>;
  if (webhook === null) {
    return (
      <>
        <code>{id}</code> (deleted)
      </>
    );
  }
  return <Link href={path(`/webhooks/${id}`)}>{webhookName(webhook)}</Link>;
}
