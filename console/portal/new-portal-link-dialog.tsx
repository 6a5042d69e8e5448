import { useState } from "preact/hooks";

import { useAction } from "../api/use-action.ts";
import { Button } from "../parts/button.tsx";
import { Code } from "../parts/code.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { apiBase } from "../shell/api-base.ts";
import type { Environment } from "../shell/session.ts";
import { NewPortalLinkForm } from "./new-portal-link-form.tsx";
import { NEW_PORTAL_LINK, portalLinkBody, type PortalLinkForm } from "./portal-link-form.ts";

/** Makes a portal link, and shows it this once. */
export function NewPortalLinkDialog(of: {
  readonly application: string;
  readonly environments: readonly Environment[];
  readonly onClose: () => void;
}) {
  const { application, environments, onClose } = of;
  const [form, setForm] = useState<PortalLinkForm>({ ...NEW_PORTAL_LINK, environments });
  const [url, setUrl] = useState<string>();
  const create = useAction(
    (client, typed: PortalLinkForm) =>
      client.POST("/portal-links", { body: portalLinkBody(typed, application) }),
    // Its path is given from the base of the API.
    { done: (link) => setUrl(`${apiBase(location.href)}/${link.url}`) },
  );
  if (url !== undefined) {
    return (
      <Dialog title="Your new portal link" isOpen onClose={onClose}>
        <p>
          <strong>It is shown this once, and works once, within 5 minutes.</strong> Open it in
          another browser or a private window, or give it to whom it is for. In a frame, your server
          makes a new one for each visit.
        </p>
        <Code text={url} label="Copy link" />
        <div class="actions">
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="New portal link" isOpen onClose={onClose}>
      <NewPortalLinkForm
        form={form}
        onChange={(part) => setForm((before) => ({ ...before, ...part }))}
        environments={environments}
        problem={create.problem}
        isRunning={create.isRunning}
        onSubmit={() => create.run(form)}
        onCancel={onClose}
      />
    </Dialog>
  );
}
