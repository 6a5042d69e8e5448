import { Code } from "../../parts/code.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { useAccess } from "../../shell/use-access.ts";
import type { Saved } from "./use-save.ts";

/** What is told once after saving: a secret that was made, and what to look at. */
export function SavedWebhook({
  title,
  saved: { webhook, secret },
}: {
  readonly title: string;
  readonly saved: Saved;
}) {
  const { path } = useAccess();
  const { id, name, endpoint, warnings = [] } = webhook;
  return (
    <Page title={title} lead={name ?? endpoint}>
      {secret !== undefined && (
        <Section title="Signature secret">
          <div class="stack">
            <p class="note">
              It is shown this once. Give it to the receiver, which verifies signatures with it.
            </p>
            <Code text={secret} label="Copy the secret" />
          </div>
        </Section>
      )}
      {warnings.length > 0 && (
        <Section title="To look at">
          <ul>
            {warnings.map(({ field, message }) => (
              <li key={field}>
                <code>{field}</code> {message}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <div class="actions">
        <LinkButton kind="primary" to={path(`/webhooks/${id}`)}>
          Open the webhook
        </LinkButton>
      </div>
    </Page>
  );
}
