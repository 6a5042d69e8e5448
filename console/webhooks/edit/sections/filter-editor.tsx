import type { RefObject } from "preact";
import { useState } from "preact/hooks";

import type { Problem } from "../../../api/problems.ts";
import { Button } from "../../../parts/button.tsx";
import { RadioGroup } from "../../../parts/radio-group.tsx";
import { TextArea } from "../../../parts/text-area.tsx";
import type { ChosenType } from "../choices.ts";
import { useRowFocus } from "../fields/use-row-focus.ts";
import { asJson, asRows, type FilterForm } from "../filter/filter-form.ts";
import { FilterCheck } from "./filter-check.tsx";
import { FilterCondition } from "./filter-condition.tsx";

const NEW_CONDITION = { path: "", rows: [{ operator: "is", value: "" }] } as const;

/** The filter: conditions in rows, or as JSON, and what a sample meets. */
export function FilterEditor({
  filter,
  types,
  events,
  problem,
  onChange,
}: {
  readonly filter: FilterForm;
  readonly types: readonly ChosenType[];
  readonly events: readonly string[];
  readonly problem: Problem | undefined;
  readonly onChange: (filter: FilterForm) => void;
}) {
  const [isStuck, setStuck] = useState(false);
  const change = (mode: FilterForm["mode"]) => {
    const next = mode === "json" ? asJson(filter) : asRows(filter);
    setStuck(next === undefined);
    if (next !== undefined) onChange(next);
  };
  return (
    <div class="part">
      <RadioGroup
        label="Filter"
        name="filter"
        hint="Only payloads that meet every condition are sent; without one all are."
        value={filter.mode}
        problem={problem}
        options={[
          { value: "rows", label: "As conditions" },
          { value: "json", label: "As JSON" },
        ]}
        onChange={change}
      />
      {isStuck && (
        <p class="note" role="status">
          These conditions can be edited as JSON only.
        </p>
      )}
      {filter.mode === "rows" ? (
        <Conditions filter={filter} onChange={onChange} />
      ) : (
        <TextArea
          label="Filter as JSON"
          name="filter-json"
          hint="Path → list of terms, as in EventBridge's event patterns."
          isCode
          placeholder={'{ "card.status": ["ACTIVE", { "prefix": "BLOCK" }] }'}
          value={filter.json}
          onInput={(json) => onChange({ ...filter, json })}
        />
      )}
      <FilterCheck filter={filter} types={types} events={events} />
    </div>
  );
}

function Conditions({
  filter,
  onChange,
}: {
  readonly filter: FilterForm;
  readonly onChange: (filter: FilterForm) => void;
}) {
  const { conditions } = filter;
  const { container, added, removed } = useRowFocus();
  return (
    <div class="part" ref={container as RefObject<HTMLDivElement>}>
      {conditions.map((condition, at) => (
        <FilterCondition
          // oxlint-disable-next-line react/no-array-index-key -- conditions have no other name yet
          key={at}
          number={at + 1}
          condition={condition}
          onChange={(changed) =>
            onChange({
              ...filter,
              conditions: conditions.map((one, index) => (index === at ? changed : one)),
            })
          }
          onRemove={() => {
            removed();
            onChange({ ...filter, conditions: conditions.filter((_, index) => index !== at) });
          }}
        />
      ))}
      <div data-add>
        <Button
          onClick={() => {
            added();
            onChange({ ...filter, conditions: [...conditions, NEW_CONDITION] });
          }}
        >
          Add a condition
        </Button>
      </div>
    </div>
  );
}
