import { PROFILE_NAMES } from "../../../../lambdas/shared/domain/webhook.ts";
import { Section } from "../../../parts/section.tsx";
import { Select } from "../../../parts/select.tsx";
import { PROFILE_TITLES, profileSentence } from "../defaults.ts";
import { AttributePicker } from "./attribute-picker.tsx";
import { EventPicker } from "./event-picker.tsx";
import { FilterEditor } from "./filter-editor.tsx";
import type { SectionProps } from "./section-props.ts";

/** What is sent there: event types, attributes, filter, and by whose conventions. */
export function WhatSection(props: SectionProps) {
  const { form, set, problem, defaults, types, lacksTypes } = props;
  const events = form.takesAll ? [] : form.events;
  return (
    <Section title="What">
      <EventPicker
        types={types}
        lacksTypes={lacksTypes}
        takesAll={form.takesAll}
        events={form.events}
        problem={problem}
        onChange={set}
      />
      <AttributePicker
        types={types}
        events={form.takesAll || form.events.length > 0 ? events : undefined}
        selects={form.selectsAttributes}
        attributes={form.attributes}
        problem={problem}
        onChange={set}
      />
      <FilterEditor
        filter={form.filter}
        types={types}
        events={events}
        problem={problem}
        onChange={(filter) => set({ filter })}
      />
      <Select
        label="Profile"
        name="profile"
        hint={`${PROFILE_TITLES[defaults.profile]}: ${profileSentence(defaults.profile)}`}
        value={form.profile}
        problem={problem}
        options={[
          { value: "", label: `By the event types (${PROFILE_TITLES[defaults.profile]})` },
          ...PROFILE_NAMES.map((name) => ({ value: name, label: PROFILE_TITLES[name] })),
        ]}
        onChange={(profile) => set({ profile })}
      />
    </Section>
  );
}
