import { useState } from "preact/hooks";

import { Empty } from "../../parts/empty.tsx";
import { useNotices } from "../../parts/notices.tsx";
import { Page } from "../../parts/page.tsx";
import { navigate } from "../../shell/hash-location.ts";
import { useAccess } from "../../shell/use-access.ts";
import { SavedWebhook } from "./saved-webhook.tsx";
import { EMPTY_FORM } from "./state/empty-form.ts";
import type { WebhookForm as Form } from "./state/form-state.ts";
import { type Saved, useCreate } from "./use-save.ts";
import { WebhookForm } from "./webhook-form.tsx";

/** The page that makes a webhook. */
export function NewWebhook() {
  const { may, path } = useAccess();
  const { tell } = useNotices();
  const creation = useCreate();
  const [saved, setSaved] = useState<Saved>();
  if (!may("webhooks:write")) return <MayNot title="New webhook" />;
  if (saved !== undefined) return <SavedWebhook title="Webhook created" saved={saved} />;
  const create = async (form: Form) => {
    const made = await creation.run(form);
    if (made === undefined) return;
    const { webhook, secret, unsaved } = made;
    if (secret === undefined && webhook.warnings === undefined && unsaved === undefined) {
      tell("The webhook is created.");
      navigate(path(`/webhooks/${webhook.id}`), { isSaved: true });
    } else setSaved(made);
  };
  return (
    <Page title="New webhook" lead="A URL and event types are enough; all else has a default.">
      <WebhookForm
        stored={EMPTY_FORM}
        webhook={undefined}
        saving={creation}
        onSave={create}
        cancelTo={path("/webhooks")}
      />
    </Page>
  );
}

/** What a key sees that may only read. */
export function MayNot({ title }: { readonly title: string }) {
  return (
    <Page title={title}>
      <Empty title="This key does not allow to change webhooks.">
        <p>Ask for a key with the role manager or admin.</p>
      </Empty>
    </Page>
  );
}
