import { useState } from "preact/hooks";

import { Button } from "../parts/button.tsx";
import { Time } from "../parts/time.tsx";
import type { TimelineEntry } from "./timeline.ts";

/** Entries that are shown at first: a delivery that was resent again and again has hundreds. */
const SHOWN = 70;

/** A delivery's story, oldest first; of a long one its latest part. */
export function TimelineList({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const [isWhole, showWhole] = useState(false);
  const hidden = isWhole ? 0 : Math.max(0, entries.length - SHOWN);
  return (
    <>
      {hidden > 0 && (
        <Button onClick={() => showWhole(true)}>Show the {hidden} before these</Button>
      )}
      <ol class="timeline">
        {entries.slice(hidden).map((entry) => (
          <Entry key={entry.key} entry={entry} />
        ))}
      </ol>
    </>
  );
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  const { at, title, tone, waited, notes, answer } = entry;
  return (
    <li class={`timeline-entry ${tone}`}>
      <p class="timeline-head">
        <strong>{title}</strong>
        {at !== undefined && <Time at={at} />}
      </p>
      {waited !== undefined && <p class="hint">{waited}</p>}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {answer !== undefined && (
        <figure class="attempt-answer">
          <figcaption class="hint">
            {answer === "" ? "It answered with an empty body." : "The answer began:"}
          </figcaption>
          {answer !== "" && <pre>{answer}</pre>}
        </figure>
      )}
    </li>
  );
}
