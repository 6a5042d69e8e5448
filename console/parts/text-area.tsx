import { Field, type FieldProps } from "./field.tsx";

/** Several lines of text. */
export function TextArea({
  value,
  onInput,
  rows = 6,
  isCode = false,
  placeholder,
  ...field
}: FieldProps & {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly rows?: number;
  /** In a font where all letters are as wide: JSON, certificates. */
  readonly isCode?: boolean;
  readonly placeholder?: string;
}) {
  return (
    <Field {...field}>
      {(control) => (
        <textarea
          {...control}
          class={isCode ? "code-input" : undefined}
          rows={rows}
          value={value}
          autocomplete="off"
          spellcheck={!isCode}
          placeholder={placeholder}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}
