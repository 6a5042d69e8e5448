import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import type { Problem } from "../api/problems.ts";
import { errorText } from "./field.tsx";

/** Yes or no. */
export function Checkbox({
  label,
  name,
  checked,
  onChange,
  hint,
  problem,
  disabled = false,
}: {
  readonly label: string;
  readonly name: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: ComponentChildren;
  readonly problem?: Problem | undefined;
  readonly disabled?: boolean;
}) {
  const id = useId();
  const error = errorText(problem, name, label);
  return (
    <div class="checkbox">
      <input
        type="checkbox"
        id={id}
        name={name}
        checked={checked}
        disabled={disabled}
        aria-describedby={hint === undefined && error === undefined ? undefined : `${id}-hint`}
        aria-invalid={error !== undefined}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {(hint !== undefined || error !== undefined) && (
        <div class="hint" id={`${id}-hint`}>
          {hint}
          {error !== undefined && <p class="field-error">{error}</p>}
        </div>
      )}
    </div>
  );
}
