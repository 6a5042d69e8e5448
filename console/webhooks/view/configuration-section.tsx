import type { Webhook } from "../../../client/client.ts";
import { Facts } from "../../parts/facts.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";
import { useAccess } from "../../shell/use-access.ts";
import {
  attributeWords,
  authenticationWords,
  filterWords,
  limitWords,
  retryWords,
  signatureWords,
} from "../words/config-words.ts";

/** What holds for a webhook: its own configuration, and else its profile's. */
export function ConfigurationSection({ webhook }: { readonly webhook: Webhook }) {
  const { may, path } = useAccess();
  const {
    id,
    endpoint,
    events,
    effective,
    profile,
    created_at: created,
    modified_at: modified,
  } = webhook;
  const filter = filterWords(webhook);
  const authentication = authenticationWords(webhook);
  return (
    <Section
      title="Configuration"
      actions={
        may("webhooks:write") &&
        webhook.hidden !== true && <LinkButton to={path(`/webhooks/${id}/edit`)}>Edit</LinkButton>
      }
    >
      <Facts
        rows={[
          ["Endpoint", <code>{endpoint}</code>],
          ["Events", events.includes("*") ? "Every type" : events.join(", ")],
          ["Filter", filter.length === 0 ? "None: all of them" : <Lines of={filter} />],
          ["Attributes", attributeWords(webhook)],
          ["Signature", signatureWords(effective)],
          ["Authentication", authentication.length === 0 ? "None" : <Lines of={authentication} />],
          ["Content type", effective.content_type],
          ["Retries", retryWords(effective)],
          ["Limits", limitWords(effective)],
          ["Profile", profile ?? `${effective.profile}, which follows from its events`],
          ["Id", <code>{id}</code>],
          ["Created", <Time at={created} />],
          ["Changed", modified === created ? undefined : <Time at={modified} />],
          ["Ends", webhook.ends_at === undefined ? undefined : <Time at={webhook.ends_at} />],
        ]}
      />
    </Section>
  );
}

function Lines({ of: lines }: { readonly of: readonly string[] }) {
  return (
    <ul class="plain-list">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
