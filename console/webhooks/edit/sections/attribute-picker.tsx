import type { Problem } from "../../../api/problems.ts";
import { Checkbox } from "../../../parts/checkbox.tsx";
import { RadioGroup } from "../../../parts/radio-group.tsx";
import { attributeChoices, type ChosenType } from "../choices.ts";

/** Chooses which attributes of the payload are sent. */
export function AttributePicker({
  types,
  events,
  selects,
  attributes,
  problem,
  onChange,
}: {
  readonly types: readonly ChosenType[];
  /** Empty: all types; `undefined`: none is chosen yet. */
  readonly events: readonly string[] | undefined;
  readonly selects: boolean;
  readonly attributes: readonly string[];
  readonly problem: Problem | undefined;
  readonly onChange: (part: {
    selectsAttributes?: boolean;
    attributes?: readonly string[];
  }) => void;
}) {
  const choices =
    events === undefined ? { selectable: [], mandatory: [] } : attributeChoices(types, events);
  const { selectable, mandatory } = choices;
  const others = attributes.filter((name) => !selectable.includes(name));
  return (
    <div class="part">
      <RadioGroup
        label="Attributes"
        name="attributes"
        value={selects ? "some" : "usual"}
        problem={problem}
        options={[
          { value: "usual", label: "The usual ones of each event type" },
          { value: "some", label: "Those chosen here, beside the mandatory ones" },
        ]}
        onChange={(choice) => onChange({ selectsAttributes: choice === "some" })}
      />
      {selects && (
        <div class="choices" role="group" aria-label="Attributes to send" tabIndex={0}>
          {mandatory.length > 0 && <p class="hint">Always sent: {mandatory.join(", ")}.</p>}
          {[...selectable, ...others].map((name) => (
            <Checkbox
              key={name}
              label={name}
              name={`attribute:${name}`}
              hint={
                others.includes(name) && types.length > 0
                  ? "The chosen event types do not know it."
                  : undefined
              }
              checked={attributes.includes(name)}
              onChange={(isChosen) =>
                onChange({
                  attributes: isChosen
                    ? [...attributes, name]
                    : attributes.filter((other) => other !== name),
                })
              }
            />
          ))}
          {selectable.length + others.length === 0 && (
            <p class="hint">The chosen event types have no attributes to choose.</p>
          )}
        </div>
      )}
    </div>
  );
}
