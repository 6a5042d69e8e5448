import { useState } from "preact/hooks";

import { Field, type FieldProps } from "./field.tsx";

/** A number, or nothing. What is no number is kept as typed, and is `NaN` outside. */
export function NumberField({
  value,
  onInput,
  min,
  max,
  step = 1,
  unit,
  ...field
}: FieldProps & {
  readonly value: number | undefined;
  readonly onInput: (value: number | undefined) => void;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | "any";
  /** Shown behind the field: "s", "requests". */
  readonly unit?: string;
}) {
  const [typed, setTyped] = useState(value === undefined ? "" : String(value));
  // A value from outside replaces what was typed, unless it is the same number.
  const text = Object.is(numberOf(typed), value) ? typed : value === undefined ? "" : String(value);
  return (
    <Field {...field}>
      {(control) => (
        <div class="with-unit">
          <input
            {...control}
            type="number"
            inputMode={step === 1 ? "numeric" : "decimal"}
            value={text}
            min={min}
            max={max}
            step={step}
            autocomplete="off"
            onInput={({ currentTarget }) => {
              setTyped(currentTarget.value);
              onInput(numberOf(currentTarget.value));
            }}
          />
          {unit !== undefined && <span class="unit">{unit}</span>}
        </div>
      )}
    </Field>
  );
}

function numberOf(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}
