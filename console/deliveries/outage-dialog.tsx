import { useState } from "preact/hooks";

import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { RadioGroup } from "../parts/radio-group.tsx";
import { Select } from "../parts/select.tsx";
import { TextField } from "../parts/text-field.tsx";
import { changeFilters, type Filters, localTime } from "./filters.ts";
import { webhookOptions } from "./webhook-options.ts";

/** Asks which webhook's receiver is back, and since when it got nothing. */
export function OutageDialog({
  isOpen,
  filters,
  names,
  onClose,
  onChoose,
}: {
  readonly isOpen: boolean;
  /** The present ones: a webhook and a time are taken from there. */
  readonly filters: Filters;
  readonly names: ReadonlyMap<string, string>;
  readonly onClose: () => void;
  readonly onChoose: (filters: Filters) => void;
}) {
  const [webhookId, setWebhookId] = useState(filters.webhook_id ?? "");
  const [since, setSince] = useState(localTime(filters.since));
  const [status, setStatus] = useState<"dropped" | "undelivered">("dropped");
  return (
    <Dialog title="A receiver is back" isOpen={isOpen} onClose={onClose}>
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onChoose(changeFilters({}, { webhook_id: webhookId, status, since }));
        }}
      >
        <p>Selects all of a webhook that were not delivered. You see them before they are sent.</p>
        <Select
          label="Webhook"
          name="outage.webhook_id"
          options={[{ value: "", label: "All" }, ...webhookOptions(names, filters.webhook_id)]}
          value={webhookId}
          onChange={setWebhookId}
        />
        <TextField
          label="Accepted from"
          name="outage.since"
          type="datetime-local"
          value={since}
          onInput={setSince}
        />
        <RadioGroup
          label="Which"
          name="outage.status"
          value={status}
          onChange={setStatus}
          options={[
            { value: "dropped", label: "Given up: dropped" },
            {
              value: "undelivered",
              label: "All that are not delivered",
              hint: "Also what waits for its next attempt, and what was cancelled.",
            },
          ]}
        />
        <div class="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit">
            Select
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
