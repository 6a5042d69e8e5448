import { RadioGroup } from "../../../parts/radio-group.tsx";
import { Section } from "../../../parts/section.tsx";
import { TextField } from "../../../parts/text-field.tsx";
import type { SectionProps } from "./section-props.ts";

/** Where events are sent. */
export function WhereSection({ form, set, problem, moved, webhook }: SectionProps) {
  return (
    <Section title="Where">
      <TextField
        type="url"
        label="Endpoint URL"
        name="endpoint"
        required
        hint="Each event is sent there by POST, over https."
        placeholder="https://example.com/hooks"
        value={form.endpoint}
        problem={problem}
        onInput={(endpoint) => set({ endpoint })}
      />
      {moved.endpoint && (
        <p class="note" role="status">
          That is another origin: secrets that are sent there do not follow. Give them again below,
          or remove them.
        </p>
      )}
      <TextField
        label="Name"
        required={false}
        name="name"
        hint="For people; without one the URL is shown."
        value={form.name}
        problem={problem}
        onInput={(name) => set({ name })}
      />
      <RadioGroup
        label="Status"
        name="status"
        value={form.status}
        problem={problem}
        options={[
          { value: "enabled", label: "Enabled", hint: "It gets deliveries." },
          {
            value: "disabled",
            label: "Disabled",
            hint: "Its deliveries wait, at most 28 days.",
          },
          ...(webhook?.status === "gone" ? [GONE] : []),
        ]}
        onChange={(status) => set({ status })}
      />
    </Section>
  );
}

const GONE = {
  value: "gone",
  label: "Gone",
  hint: "Its receiver answered 410; nothing is sent until it is enabled again.",
} as const;
