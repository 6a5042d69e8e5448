import { useRef, useState } from "preact/hooks";

import type { Problem } from "../../../api/problems.ts";
import { Button } from "../../../parts/button.tsx";
import { Checkbox } from "../../../parts/checkbox.tsx";
import { Field } from "../../../parts/field.tsx";
import { RadioGroup } from "../../../parts/radio-group.tsx";
import { type ChosenType, matchingTypes } from "../choices.ts";

/** Types that are listed at once. */
const MOST_LISTED = 40;
/** What the API takes as a name. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/u;

/** Chooses event types: some by name, or all. */
export function EventPicker({
  types,
  lacksTypes,
  takesAll,
  events,
  problem,
  onChange,
}: {
  readonly types: readonly ChosenType[];
  /** They could not be read: names are typed. */
  readonly lacksTypes: boolean;
  readonly takesAll: boolean;
  readonly events: readonly string[];
  readonly problem: Problem | undefined;
  readonly onChange: (part: { takesAll?: boolean; events?: readonly string[] }) => void;
}) {
  return (
    <div class="part">
      <RadioGroup
        label="Event types"
        name="events"
        value={takesAll ? "all" : "some"}
        problem={problem}
        options={[
          { value: "some", label: "Those chosen here" },
          { value: "all", label: "All, also those that are added later" },
        ]}
        onChange={(choice) => onChange({ takesAll: choice === "all" })}
      />
      {!takesAll && (
        <SomeEvents
          types={types}
          lacksTypes={lacksTypes}
          events={events}
          onChange={(chosen) => onChange({ events: chosen })}
        />
      )}
    </div>
  );
}

function SomeEvents({
  types,
  lacksTypes,
  events,
  onChange,
}: {
  readonly types: readonly ChosenType[];
  readonly lacksTypes: boolean;
  readonly events: readonly string[];
  readonly onChange: (events: readonly string[]) => void;
}) {
  const [query, search] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const found = matchingTypes(types, query);
  const typed = query.trim();
  const isNew = NAME.test(typed) && !types.some(({ name }) => name === typed);
  const choose = (name: string, isChosen: boolean) =>
    onChange(isChosen ? [...events, name] : events.filter((event) => event !== name));
  return (
    <>
      <Chosen
        events={events}
        onRemove={(name) => {
          choose(name, false);
          input.current?.focus();
        }}
      />
      <Field label="Search for event types" name="event-search" required>
        {({ required: _, ...control }) => (
          <input
            {...control}
            ref={input}
            type="search"
            placeholder="name, system or description"
            autocomplete="off"
            value={query}
            onInput={({ currentTarget }) => search(currentTarget.value)}
          />
        )}
      </Field>
      <div class="choices" role="group" aria-label="Event types found" tabIndex={0}>
        {found.slice(0, MOST_LISTED).map(({ name, description }) => (
          <Checkbox
            key={name}
            label={name}
            name={`event:${name}`}
            hint={description === "" ? undefined : description}
            checked={events.includes(name)}
            onChange={(isChosen) => choose(name, isChosen)}
          />
        ))}
        {found.length > MOST_LISTED && (
          <p class="hint">{found.length - MOST_LISTED} more: search for them.</p>
        )}
        {found.length === 0 && (
          <p class="hint">
            {lacksTypes
              ? "The event types cannot be read: type a whole name, and add it."
              : "No event type is found."}
          </p>
        )}
      </div>
      {isNew && !events.includes(typed) && (
        <Button
          onClick={() => {
            choose(typed, true);
            search("");
            input.current?.focus();
          }}
        >
          {lacksTypes ? `Add ${typed}` : `Add ${typed}, which is not there yet`}
        </Button>
      )}
    </>
  );
}

function Chosen({
  events,
  onRemove,
}: {
  readonly events: readonly string[];
  readonly onRemove: (name: string) => void;
}) {
  if (events.length === 0) return <p class="hint">None is chosen yet.</p>;
  return (
    <ul class="chips" aria-label="Chosen event types">
      {events.map((name) => (
        <li key={name}>
          {name}
          <button
            type="button"
            class="button plain"
            aria-label={`Remove ${name}`}
            onClick={() => onRemove(name)}
          >
            ✕
          </button>
        </li>
      ))}
    </ul>
  );
}
