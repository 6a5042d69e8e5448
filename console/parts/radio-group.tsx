import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import type { Problem } from "../api/problems.ts";
import { errorText } from "./field.tsx";
import type { Option } from "./select.tsx";

/** One of a few, all of them seen. */
export function RadioGroup<Value extends string>({
  label,
  name,
  options,
  value,
  onChange,
  hint,
  problem,
}: {
  readonly label: string;
  readonly name: string;
  readonly options: readonly (Option<Value> & { readonly hint?: ComponentChildren })[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
  readonly hint?: ComponentChildren;
  readonly problem?: Problem | undefined;
}) {
  const id = useId();
  const error = errorText(problem, name, label);
  return (
    <fieldset
      class="radio-group"
      aria-describedby={error === undefined ? undefined : `${id}-error`}
    >
      <legend>{label}</legend>
      {hint !== undefined && <div class="hint">{hint}</div>}
      {options.map((option) => (
        <div class="checkbox" key={option.value}>
          <input
            type="radio"
            id={`${id}-${option.value}`}
            name={name}
            value={option.value}
            checked={option.value === value}
            aria-describedby={option.hint === undefined ? undefined : `${id}-${option.value}-hint`}
            onChange={() => onChange(option.value)}
          />
          <label for={`${id}-${option.value}`}>{option.label}</label>
          {option.hint !== undefined && (
            <div class="hint" id={`${id}-${option.value}-hint`}>
              {option.hint}
            </div>
          )}
        </div>
      ))}
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
