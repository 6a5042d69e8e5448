import type { Problem } from "../api/problems.ts";
import { Checkbox } from "../parts/checkbox.tsx";
import { TextArea } from "../parts/text-area.tsx";
import type { EventTypeForm } from "./event-type-form.ts";

/** Which members of the payload webhooks get, and may choose. */
export function AttributeFields(of: {
  readonly form: EventTypeForm;
  readonly change: (part: Partial<EventTypeForm>) => void;
  readonly problem: Problem | undefined;
}) {
  const { form, change, problem } = of;
  return (
    <fieldset>
      <legend>Attributes</legend>
      <p class="hint">
        Members at the root of the payload, one name a line. Without any, the payload is always sent
        whole.
      </p>
      <TextArea
        label="Mandatory"
        name="mandatory"
        value={form.mandatory}
        onInput={(mandatory) => change({ mandatory })}
        hint="Required, and always sent"
        problem={problem}
        rows={3}
        isCode
      />
      <TextArea
        label="Selectable"
        name="selectable"
        value={form.selectable}
        onInput={(selectable) => change({ selectable })}
        hint="May be chosen by a webhook"
        problem={problem}
        rows={3}
        isCode
      />
      <Checkbox
        label="A webhook that chooses nothing gets the whole payload"
        name="sends_whole"
        checked={form.sendsWhole}
        onChange={(sendsWhole) => change({ sendsWhole })}
      />
      {!form.sendsWhole && (
        <TextArea
          label="Sent by default"
          name="default"
          value={form.default}
          onInput={(standard) => change({ default: standard })}
          hint="Beside the mandatory ones, to a webhook that chooses nothing"
          problem={problem}
          rows={3}
          isCode
        />
      )}
    </fieldset>
  );
}
