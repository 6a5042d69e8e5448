import { useState } from "preact/hooks";

import { useAction } from "../api/use-action.ts";
import { Button } from "../parts/button.tsx";
import { Code } from "../parts/code.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { RadioGroup } from "../parts/radio-group.tsx";
import { Select } from "../parts/select.tsx";
import { TextField } from "../parts/text-field.tsx";
import {
  apiKeyBody,
  type ApiKeyForm,
  KEY_DAYS,
  type KeyOwner,
  NEW_API_KEY,
} from "./api-key-form.ts";
import { ROLES } from "./roles.ts";

/** Makes an API key, and shows it this once. */
export function NewApiKeyDialog(of: { readonly owner: KeyOwner; readonly onClose: () => void }) {
  const { owner, onClose } = of;
  const [form, setForm] = useState(NEW_API_KEY);
  const change = (part: Partial<ApiKeyForm>) => setForm((before) => ({ ...before, ...part }));
  const [key, setKey] = useState<string>();
  const create = useAction(
    (client, typed: ApiKeyForm) =>
      client.POST("/api-keys", { body: apiKeyBody(typed, owner, Date.now()) }),
    { done: (created) => setKey(created.key) },
  );
  if (key !== undefined) {
    return (
      <Dialog title="Your new API key" isOpen onClose={onClose}>
        <p>
          <strong>It is shown this once.</strong> Keep it where your program finds its secrets, and
          send it as <code>authorization: Bearer …</code>.
        </p>
        <Code text={key} label="Copy key" />
        <div class="actions">
          <Button kind="primary" onClick={onClose}>
            I have it
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="New API key" isOpen onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void create.run(form);
        }}
      >
        <TextField
          label="Name"
          name="name"
          value={form.name}
          onInput={(name) => change({ name })}
          hint="The program that will use it"
          problem={create.problem}
          required
        />
        <RadioGroup
          label="Role"
          name="role"
          value={form.role}
          onChange={(role) => change({ role })}
          options={ROLES.map(({ role, what }) => ({ value: role, label: role, hint: what }))}
          problem={create.problem}
        />
        <Select
          label="Works"
          name="expires_at"
          value={form.days}
          onChange={(days) => change({ days })}
          options={KEY_DAYS}
          problem={create.problem}
        />
        <ProblemNotice problem={create.problem} />
        <div class="actions">
          <Button kind="primary" type="submit" isRunning={create.isRunning}>
            Create key
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
