import { useState } from "preact/hooks";

import { Field, type FieldProps } from "./field.tsx";

/** One line of text. */
export function TextField({
  value,
  onInput,
  type = "text",
  autocomplete = "off",
  placeholder,
  maxLength,
  ...field
}: FieldProps & {
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** `secret` hides the text and offers to show it. */
  readonly type?: "text" | "url" | "search" | "email" | "datetime-local" | "secret";
  readonly autocomplete?: string;
  readonly placeholder?: string;
  readonly maxLength?: number;
}) {
  const [isShown, show] = useState(false);
  const isSecret = type === "secret";
  return (
    <Field {...field}>
      {(control) => {
        const input = (
          <input
            {...control}
            type={isSecret ? (isShown ? "text" : "password") : type}
            value={value}
            autocomplete={autocomplete}
            autocapitalize="off"
            spellcheck={false}
            placeholder={placeholder}
            maxLength={maxLength}
            onInput={({ currentTarget }) => onInput(currentTarget.value)}
          />
        );
        if (!isSecret) return input;
        return (
          <div class="with-button">
            {input}
            <button
              type="button"
              class="button plain"
              aria-pressed={isShown}
              aria-label={`Show ${field.label}`}
              onClick={() => show(!isShown)}
            >
              {isShown ? "Hide" : "Show"}
            </button>
          </div>
        );
      }}
    </Field>
  );
}
