import { useState } from "preact/hooks";

import type { FieldProps } from "../../../parts/field.tsx";
import { TextArea } from "../../../parts/text-area.tsx";
import { LARGEST_FILE, pemOf } from "../file-text.ts";

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
  const [said, say] = useState("");
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const isTooLarge = file.size > LARGEST_FILE;
    say(isTooLarge ? `${file.name} is too large: ${file.size} bytes.` : "");
    if (!isTooLarge) onInput(pemOf(new Uint8Array(await file.arrayBuffer())));
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
      <p class="hint" role="status">
        {said}
      </p>
    </div>
  );
}
