import type { RefObject } from "preact";

import type { Problem } from "../../../api/problems.ts";
import { Button } from "../../../parts/button.tsx";
import { TextField } from "../../../parts/text-field.tsx";
import { type NamedSecret, NO_SECRET } from "../state/form-state.ts";
import { SecretField } from "./secret-field.tsx";
import { useRowFocus } from "./use-row-focus.ts";

/** A list of names with secrets: custom headers, parameters of OAuth 2.0. */
export function NamedSecrets({
  title,
  thing,
  hint,
  field,
  names,
  rows,
  onChange,
  problem,
  isMoved,
  most,
}: {
  readonly title: string;
  /** "header", "parameter". */
  readonly thing: string;
  readonly hint: string;
  /** Path of the list: `config.custom_headers`. */
  readonly field: string;
  /** Names of the two members: `header_name`, `header_value`. */
  readonly names: { readonly name: string; readonly value: string };
  readonly rows: readonly NamedSecret[];
  readonly onChange: (rows: readonly NamedSecret[]) => void;
  readonly problem?: Problem | undefined;
  readonly isMoved: boolean;
  /** Rows that the API takes. */
  readonly most: number;
}) {
  const { container, added, removed } = useRowFocus();
  const change = (at: number, part: Partial<NamedSecret>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <fieldset class="part" ref={container as RefObject<HTMLFieldSetElement>}>
      <legend>{title}</legend>
      <p class="hint">{hint}</p>
      {rows.map(({ name, secret }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no other name yet
        <div class="row wide" key={at} data-row>
          <TextField
            label={`Name of ${thing} ${at + 1}`}
            name={`${field}[${at}].${names.name}`}
            value={name}
            required
            problem={problem}
            onInput={(typed) => change(at, { name: typed })}
          />
          <SecretField
            label={`Value of ${thing} ${at + 1}`}
            name={`${field}[${at}].${names.value}`}
            secret={secret}
            problem={problem}
            isMoved={isMoved}
            onChange={(typed) => change(at, { secret: typed })}
          />
          <Button
            label={`Remove ${thing} ${name === "" ? at + 1 : name}`}
            onClick={() => {
              removed();
              onChange(rows.filter((_, index) => index !== at));
            }}
          >
            Remove {thing}
          </Button>
        </div>
      ))}
      {rows.length < most && (
        <div data-add>
          <Button
            onClick={() => {
              added();
              onChange([...rows, { name: "", secret: NO_SECRET }]);
            }}
          >
            Add a {thing}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
