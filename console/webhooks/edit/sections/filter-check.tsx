import { useState } from "preact/hooks";

import { Badge } from "../../../parts/badge.tsx";
import { TextArea } from "../../../parts/text-area.tsx";
import { type ChosenType, sampleOf } from "../choices.ts";
import { filterDocument, filterFlaw, type FilterForm, readJson } from "../filter/filter-form.ts";
import { type FilterVerdict, filterVerdict } from "../filter/filter-verdict.ts";

/** Tries the filter on a sample, as it is typed, with the code that the product decides by. */
export function FilterCheck({
  filter,
  types,
  events,
}: {
  readonly filter: FilterForm;
  readonly types: readonly ChosenType[];
  readonly events: readonly string[];
}) {
  const [pasted, paste] = useState<string>();
  const sample = pasted ?? sampleOf(types, events);
  if (filter.mode === "rows" && filter.conditions.length === 0) return null;
  const flaw = filterFlaw(filter);
  const verdict: FilterVerdict =
    flaw === undefined
      ? filterVerdict(filterDocument(filter), readJson(sample))
      : { kind: "unreadable", sentence: `The filter ${flaw.message}: ${flaw.hint}.` };
  return (
    <details class="filter-check" open>
      <summary>Try it on a sample</summary>
      <TextArea
        label="Sample payload"
        name="filter-sample"
        hint="The example of a chosen event type, or paste one; it is not saved."
        isCode
        rows={8}
        value={sample}
        onInput={paste}
      />
      <div class="verdict" role="status">
        <VerdictBadge kind={verdict.kind} /> {verdict.sentence}
      </div>
      {verdict.kind !== "unreadable" && verdict.conditions.length > 1 && (
        <ul class="verdicts">
          {verdict.conditions.map(({ path, isMatch, found }) => (
            <li key={path}>
              <Badge tone={isMatch ? "good" : "bad"}>
                {isMatch ? "matches" : "does not match"}
              </Badge>{" "}
              <code>{path}</code>: there is {found}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

function VerdictBadge({ kind }: Pick<FilterVerdict, "kind">) {
  if (kind === "sent") return <Badge tone="good">sent</Badge>;
  return kind === "left-out" ? (
    <Badge tone="bad">not sent</Badge>
  ) : (
    <Badge tone="warn">not tried</Badge>
  );
}
