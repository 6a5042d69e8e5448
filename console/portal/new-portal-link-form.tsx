import "../event-types/event-types.css";
import type { Problem } from "../api/problems.ts";
import { Button } from "../parts/button.tsx";
import { Checkbox } from "../parts/checkbox.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { RadioGroup } from "../parts/radio-group.tsx";
import { Select } from "../parts/select.tsx";
import { TextArea } from "../parts/text-area.tsx";
import { TextField } from "../parts/text-field.tsx";
import type { Environment } from "../shell/session.ts";
import { LINK_PERMISSIONS, LINK_SECONDS, type PortalLinkForm } from "./portal-link-form.ts";

/** What is asked of whoever makes a portal link. */
export function NewPortalLinkForm(of: {
  readonly form: PortalLinkForm;
  readonly onChange: (part: Partial<PortalLinkForm>) => void;
  readonly environments: readonly Environment[];
  readonly problem: Problem | undefined;
  readonly isRunning: boolean;
  readonly onSubmit: () => unknown;
  readonly onCancel: () => void;
}) {
  const { form, onChange, problem } = of;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        of.onSubmit();
      }}
    >
      <TextField
        label="Name"
        name="name"
        value={form.name}
        onInput={(name) => onChange({ name })}
        hint="Who is to use it: the portal shows it"
        problem={problem}
      />
      {of.environments.length > 1 && (
        <fieldset>
          <legend>Environments</legend>
          {of.environments.map((environment) => (
            <Checkbox
              key={environment}
              label={environment}
              name="environments"
              checked={form.environments.includes(environment)}
              onChange={(isIn) =>
                onChange({ environments: toggled(form.environments, environment, isIn) })
              }
            />
          ))}
        </fieldset>
      )}
      <RadioGroup
        label="Rights"
        name="permissions"
        value={form.preset}
        onChange={(preset) => onChange({ preset })}
        problem={problem}
        options={[
          { value: "read", label: "Read-only", hint: "sees everything, changes nothing" },
          {
            value: "manage",
            label: "Manage",
            hint: "webhooks, deliveries and event types; no keys, no links, no events",
          },
          { value: "chosen", label: "Choose" },
        ]}
      />
      {form.preset === "chosen" && (
        <fieldset>
          <legend>Chosen rights</legend>
          {LINK_PERMISSIONS.map(({ permission, what }) => (
            <Checkbox
              key={permission}
              label={permission}
              name={permission}
              hint={what}
              checked={form.permissions.includes(permission)}
              onChange={(isIn) =>
                onChange({ permissions: toggled(form.permissions, permission, isIn) })
              }
            />
          ))}
        </fieldset>
      )}
      <Select
        label="Ends after"
        name="expires_in"
        value={form.seconds}
        onChange={(seconds) => onChange({ seconds })}
        options={LINK_SECONDS}
        problem={problem}
      />
      <TextArea
        label="Origins of pages that may frame it"
        name="frame_origins"
        value={form.frameOrigins}
        onInput={(frameOrigins) => onChange({ frameOrigins })}
        hint="One a line, such as https://backoffice.example.com; none: no page may"
        problem={problem}
        rows={2}
        isCode
      />
      <ProblemNotice problem={problem} />
      <div class="actions">
        <Button kind="primary" type="submit" isRunning={of.isRunning}>
          Create link
        </Button>
        <Button onClick={of.onCancel}>Cancel</Button>
      </div>
    </form>
  );
}

function toggled<Item>(items: readonly Item[], item: Item, isIn: boolean): readonly Item[] {
  return isIn ? [...items, item] : items.filter((other) => other !== item);
}
