import { useParams } from "wouter-preact";

import type { Webhook } from "../../../client/client.ts";
import { useLoaded } from "../../api/use-loaded.ts";
import { Empty } from "../../parts/empty.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Page } from "../../parts/page.tsx";
import { useAccess } from "../../shell/use-access.ts";
import { titleOf } from "../list/list-model.ts";
import { ConfigurationSection } from "./configuration-section.tsx";
import { ReceiverSection } from "./receiver-section.tsx";
import { SecretSection } from "./secret-section.tsx";
import { StatisticsSection } from "./statistics-section.tsx";
import { TestSection } from "./test-section.tsx";

/** Everything about one webhook, and what can be done with it. */
export function WebhookPage() {
  const { id } = useParams<{ id: string }>();
  const { may, path } = useAccess();
  const loaded = useLoaded(
    (client, signal) => client.GET("/webhooks/{id}", { params: { path: { id } }, signal }),
    [id],
  );
  if (loaded.state === "failed" && loaded.problem.status === 404) return <NoSuchWebhook />;
  const webhook = loaded.state === "loaded" ? loaded.value : undefined;
  const mayWrite = may("webhooks:write");
  return (
    <Page
      title={webhook === undefined ? "Webhook" : titleOf(webhook)}
      lead={webhook?.name === undefined ? undefined : webhook.endpoint}
      actions={
        <>
          <LinkButton to={path(`/webhooks/${id}/verify`)}>Verify its signature</LinkButton>
          <LinkButton to={path("/webhooks")}>All webhooks</LinkButton>
        </>
      }
    >
      <Loading of={loaded}>
        {(shown) => (
          <>
            <Warnings webhook={shown} />
            <ReceiverSection webhook={shown} onChanged={loaded.reload} />
            {may("deliveries:read") && <StatisticsSection webhook={shown} />}
            {mayWrite && <TestSection key={id} webhook={shown} onSucceeded={loaded.reload} />}
            <ConfigurationSection webhook={shown} />
            {mayWrite && shown.hidden !== true && (
              <SecretSection key={`${id} secret`} webhook={shown} />
            )}
          </>
        )}
      </Loading>
    </Page>
  );
}

function Warnings({ webhook }: { readonly webhook: Webhook }) {
  const { warnings = [], hidden } = webhook;
  if (warnings.length === 0 && hidden !== true) return null;
  return (
    <div class="webhook-warnings">
      {hidden === true && (
        <p>
          It was made for callback URLs of notifications, and is configured by the application, not
          by itself.
        </p>
      )}
      {warnings.map(({ field, message }) => (
        <p key={`${field} ${message}`}>
          <strong>{field}</strong>: {message}.
        </p>
      ))}
    </div>
  );
}

/** Also of the pages below it. */
export function NoSuchWebhook() {
  const { path, environment } = useAccess();
  return (
    <Page title="Webhook">
      <Empty title="There is no such webhook here">
        <p>It may have been deleted, or is not one of {environment}.</p>
        <LinkButton to={path("/webhooks")}>All webhooks</LinkButton>
      </Empty>
    </Page>
  );
}
