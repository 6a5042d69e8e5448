import { Field, type FieldProps } from "./field.tsx";

/** One of a list. */
export interface Option<Value extends string = string> {
  readonly value: Value;
  readonly label: string;
}

/** A choice among a few. */
export function Select<Value extends string>({
  options,
  value,
  onChange,
  ...field
}: FieldProps & {
  readonly options: readonly Option<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  return (
    <Field {...field}>
      {(control) => (
        <select
          {...control}
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value as Value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
