import { useState } from "preact/hooks";

import { Field, type FieldProps } from "../../../parts/field.tsx";
import { LARGEST_FILE } from "../file-text.ts";

/** A file that is read here, in the browser; nothing but its text goes into the form. */
export function FileField({
  value,
  onRead,
  read,
  accept,
  ...field
}: FieldProps & {
  /** What was read; empty: nothing yet. */
  readonly value: string;
  readonly onRead: (text: string) => void;
  /** Makes the text of the bytes. */
  readonly read: (bytes: Uint8Array) => string;
  /** Endings of names: ".p12,.jks". */
  readonly accept: string;
}) {
  const [said, say] = useState("");
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > LARGEST_FILE) {
      say(`${file.name} is too large: ${file.size} bytes.`);
      return;
    }
    onRead(read(new Uint8Array(await file.arrayBuffer())));
    say(`${file.name}, ${file.size} bytes`);
  };
  return (
    <Field {...field}>
      {(control) => (
        <>
          <input
            {...control}
            type="file"
            accept={accept}
            onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
          />
          <p class="hint" role="status">
            {said === "" && value !== "" ? "A file is given." : said}
          </p>
        </>
      )}
    </Field>
  );
}
