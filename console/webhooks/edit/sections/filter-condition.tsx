import type { RefObject } from "preact";

import { Button } from "../../../parts/button.tsx";
import { Select } from "../../../parts/select.tsx";
import { TextField } from "../../../parts/text-field.tsx";
import { useRowFocus } from "../fields/use-row-focus.ts";
import { type Condition, type Operator, OPERATORS, type TermRow } from "../filter/filter-rows.ts";

const OPERATOR_LABELS: Readonly<Record<Operator, string>> = {
  is: "is one of",
  "is-not": "is none of",
  starts: "begins with",
  ends: "ends with",
  "starts-not": "begins with none of",
  "ends-not": "ends with none of",
  number: "is a number",
  exists: "is there",
  missing: "is not there",
};

/** What the values look like. */
const EXAMPLES: Readonly<Partial<Record<Operator, string>>> = {
  is: 'ACTIVE, 300, "300"',
  "is-not": "CLOSED, LOST",
  starts: "REFUND",
  ends: "_DONE",
  "starts-not": "TEST_, DEMO_",
  "ends-not": "_TEST",
  number: ">= 10, < 20",
};

/** What is asked of one path. */
export function FilterCondition({
  number,
  condition,
  onChange,
  onRemove,
}: {
  readonly number: number;
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: () => void;
}) {
  const { path, rows } = condition;
  const { container, added, removed } = useRowFocus();
  const change = (at: number, part: Partial<TermRow>) =>
    onChange({
      ...condition,
      rows: rows.map((row, index) => (index === at ? { ...row, ...part } : row)),
    });
  return (
    <fieldset class="condition" data-row ref={container as RefObject<HTMLFieldSetElement>}>
      <legend>Condition {number}</legend>
      <TextField
        label="Path"
        name={`condition-${number}-path`}
        hint="Names with dots between them, from the root of the payload."
        required
        placeholder="card.status"
        value={path}
        onInput={(typed) => onChange({ ...condition, path: typed })}
      />
      {rows.map(({ operator, value }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no other name
        <div class="row" key={at} data-row>
          <Select
            label={at === 0 ? "Comparison" : "or"}
            name={`condition-${number}-operator-${at}`}
            value={operator}
            options={OPERATORS.map((one) => ({ value: one, label: OPERATOR_LABELS[one] }))}
            onChange={(chosen) => change(at, { operator: chosen })}
          />
          {operator !== "exists" && operator !== "missing" && (
            <TextField
              label="Value"
              name={`condition-${number}-value-${at}`}
              required
              placeholder={EXAMPLES[operator] ?? ""}
              value={value}
              onInput={(typed) => change(at, { value: typed })}
            />
          )}
          {rows.length > 1 && (
            <Button
              label={`Remove alternative ${at + 1} of condition ${number}`}
              onClick={() => {
                removed();
                onChange({ ...condition, rows: rows.filter((_, index) => index !== at) });
              }}
            >
              Remove
            </Button>
          )}
        </div>
      ))}
      <div class="actions" data-add>
        <Button
          label={`Add an alternative to condition ${number}`}
          onClick={() => {
            added();
            onChange({ ...condition, rows: [...rows, { operator: "is", value: "" }] });
          }}
        >
          Or …
        </Button>
        <Button label={`Remove condition ${number}`} onClick={onRemove}>
          Remove the condition
        </Button>
      </div>
    </fieldset>
  );
}
