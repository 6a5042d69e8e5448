import { Code } from "../../parts/code.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { useAccess } from "../../shell/use-access.ts";
import { UnsavedStatus } from "./unsaved-status.tsx";
import type { Saved } from "./use-save.ts";

/** What is told once after saving: a secret, what to look at, and a status that is not saved. */
export function SavedWebhook({
  title,
  saved: { webhook, secret, unsaved },
}: {
  readonly title: string;
  readonly saved: Saved;
}) {
  const { path } = useAccess();
  const { id, name, endpoint, warnings = [] } = webhook;
  return (
    <Page title={title} lead={name ?? endpoint}>
      {unsaved !== undefined && <UnsavedStatus id={id} {...unsaved} />}
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
