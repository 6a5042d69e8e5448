import type { Problem } from "../../../api/problems.ts";
import { Button } from "../../../parts/button.tsx";
import { TextField } from "../../../parts/text-field.tsx";
import type { Secret } from "../state/form-state.ts";

/** A secret: it is written, never read back. What is stored stays unless another is typed. */
export function SecretField({
  label,
  name,
  hint,
  secret,
  onChange,
  problem,
  isMoved = false,
  isRemovable = false,
}: {
  readonly label: string;
  readonly name: string;
  readonly hint?: string | undefined;
  readonly secret: Secret;
  readonly onChange: (secret: Secret) => void;
  readonly problem?: Problem | undefined;
  /** It would go to another origin, so it has to be given again. */
  readonly isMoved?: boolean;
  /** It may be an empty one. */
  readonly isRemovable?: boolean;
}) {
  const { isStored, text } = secret;
  const stored = isMoved ? "give it again: the origin changed" : "set; leave empty to keep";
  return (
    <div class="secret-field">
      <TextField
        type="secret"
        label={label}
        name={name}
        hint={hint}
        value={text}
        problem={problem}
        autocomplete="new-password"
        {...(isStored ? { placeholder: stored } : { required: true })}
        onInput={(typed) => onChange({ ...secret, text: typed })}
      />
      {isStored && isRemovable && (
        <Button
          label={`Remove the stored ${label.toLowerCase()}`}
          onClick={() => onChange({ isStored: false, text: "" })}
        >
          Remove
        </Button>
      )}
    </div>
  );
}
