import type { FieldProps } from "../../../parts/field.tsx";
import { TextArea } from "../../../parts/text-area.tsx";
import { pemOf } from "../file-text.ts";

/** PEM: pasted, or read from a file. */
export function PemField({
  value,
  onInput,
  placeholder,
  ...field
}: FieldProps & {
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** First line of what belongs there. */
  readonly placeholder: string;
}) {
  const take = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) onInput(pemOf(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <div class="pem-field">
      <TextArea
        {...field}
        value={value}
        onInput={onInput}
        rows={4}
        isCode
        placeholder={placeholder}
      />
      <input
        type="file"
        accept=".pem,.crt,.cer,.key,.txt"
        aria-label={`${field.label} from a file`}
        onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
      />
    </div>
  );
}
