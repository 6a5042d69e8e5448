import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import { errorOf, type Problem } from "../api/problems.ts";

/** What all fields have. */
export interface FieldProps {
  readonly label: string;
  /** The field's path in the API: `config.retry.max_attempts`. */
  readonly name: string;
  readonly hint?: ComponentChildren;
  /** The problem of the form; the error of this field is shown beside it. */
  readonly problem?: Problem | undefined;
  /** `false`: "optional" is written beside the label. @default - neither is said */
  readonly required?: boolean;
  readonly disabled?: boolean;
}

/** What a control is told, so that label, hint and error are read with it. */
export interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly required: boolean;
  readonly disabled: boolean;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
}

/** A control with its label, hint and error. */
export function Field({
  label,
  name,
  hint,
  problem,
  required,
  disabled = false,
  error = errorText(problem, name, label),
  children,
}: FieldProps & {
  /** An error of this page's own. @default - the problem's for this field */
  readonly error?: string | undefined;
  readonly children: (control: ControlProps) => ComponentChildren;
}) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const errorId = error === undefined ? undefined : `${id}-error`;
  const describedBy = [hintId, errorId].filter((each) => each !== undefined).join(" ");
  return (
    <div class="field">
      <label for={id}>
        {label}
        {required === false && <span class="optional"> optional</span>}
      </label>
      {hintId !== undefined && (
        <div class="hint" id={hintId}>
          {hint}
        </div>
      )}
      {children({
        id,
        name,
        required: required === true,
        disabled,
        "aria-describedby": describedBy === "" ? undefined : describedBy,
        "aria-invalid": error !== undefined,
      })}
      {errorId !== undefined && (
        <p class="field-error" id={errorId}>
          {error}
        </p>
      )}
    </div>
  );
}

/** The error of a field as a sentence: the API's messages begin with a verb. */
export function errorText(
  problem: Problem | undefined,
  name: string,
  label: string,
): string | undefined {
  const error = errorOf(problem, name);
  if (error === undefined) return undefined;
  const what = error.field === name ? label : error.field;
  return `${what} ${error.message}${error.hint === "" ? "" : `: ${error.hint}`}`;
}
