import { useState } from "preact/hooks";
import { useParams } from "wouter-preact";

import type { Webhook } from "../../../client/client.ts";
import { useLoaded } from "../../api/use-loaded.ts";
import { Empty } from "../../parts/empty.tsx";
import { Loading } from "../../parts/loading.tsx";
import { useNotices } from "../../parts/notices.tsx";
import { Page } from "../../parts/page.tsx";
import { navigate } from "../../shell/hash-location.ts";
import { useAccess } from "../../shell/use-access.ts";
import { MayNot } from "./new-webhook.tsx";
import { SavedWebhook } from "./saved-webhook.tsx";
import type { WebhookForm as Form } from "./state/form-state.ts";
import { formOf } from "./state/read-form.ts";
import { type Saved, useChange } from "./use-save.ts";
import { WebhookForm } from "./webhook-form.tsx";

/** The page that changes a webhook. What it tells once is forgotten when it is left. */
export function EditWebhook() {
  const { id } = useParams<{ id: string }>();
  return <EditPage key={id} id={id} />;
}

function EditPage({ id }: { readonly id: string }) {
  const { may } = useAccess();
  const loaded = useLoaded(
    (client, signal) => client.GET("/webhooks/{id}", { params: { path: { id } }, signal }),
    [id],
  );
  const [saved, setSaved] = useState<Saved>();
  if (!may("webhooks:write")) return <MayNot title="Edit the webhook" />;
  if (saved !== undefined) return <SavedWebhook title="Webhook saved" saved={saved} />;
  return (
    <Page title="Edit the webhook" lead={`${id}: only what is changed is sent.`}>
      <Loading of={loaded}>{(webhook) => <Editor webhook={webhook} onTold={setSaved} />}</Loading>
    </Page>
  );
}

function Editor({
  webhook,
  onTold,
}: {
  readonly webhook: Webhook;
  /** Gets what has to be told before the page is left. */
  readonly onTold: (saved: Saved) => void;
}) {
  const { path } = useAccess();
  const { tell } = useNotices();
  // What others save meanwhile does not come in here: it would look like a change of one's own.
  const [before, setBefore] = useState(formOf(webhook));
  const change = useChange(webhook.id, () => {
    setBefore((form) => ({ ...form, status: "disabled" }));
  });
  const view = path(`/webhooks/${webhook.id}`);
  if (webhook.hidden === true) {
    return (
      <Empty title="This webhook is made for callback URLs.">
        <p>It is configured by its application, as a whole.</p>
      </Empty>
    );
  }
  const save = async (form: Form) => {
    const saved = await change.run(before, form);
    if (saved === undefined) return;
    if (saved.secret === undefined && saved.unsaved === undefined) {
      tell("The webhook is saved.");
      navigate(view, { isSaved: true });
    } else onTold(saved);
  };
  return (
    <WebhookForm stored={before} webhook={webhook} saving={change} onSave={save} cancelTo={view} />
  );
}
