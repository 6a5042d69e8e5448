import { Field, type FieldProps } from "../../../parts/field.tsx";

/** A number as it is typed; empty: what the placeholder says. */
export function AmountField({
  value,
  onInput,
  placeholder,
  unit,
  ...field
}: FieldProps & {
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** What holds without a value. */
  readonly placeholder?: string;
  /** Shown behind the field: "s", "requests". */
  readonly unit?: string;
}) {
  return (
    <Field {...field}>
      {(control) => (
        <div class="with-unit amount">
          <input
            {...control}
            type="text"
            inputMode="decimal"
            autocomplete="off"
            value={value}
            placeholder={placeholder}
            onInput={({ currentTarget }) => onInput(currentTarget.value)}
          />
          {unit !== undefined && <span class="unit">{unit}</span>}
        </div>
      )}
    </Field>
  );
}
