import { useState } from "preact/hooks";

import { useAction } from "../../api/use-action.ts";
import { Button } from "../../parts/button.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { TextField } from "../../parts/text-field.tsx";
import { Time } from "../../parts/time.tsx";
import { latestEvents } from "./gather.ts";

/** Offers the latest events of a type, where nobody knows an id. */
export function LatestEvents({
  types,
  onAsk,
}: {
  /** Those that the webhook names. */
  readonly types: readonly string[];
  readonly onAsk: (event: string) => void;
}) {
  const [type, setType] = useState(types[0] ?? "");
  const find = useAction((client, name: string) =>
    latestEvents(client, name, new AbortController().signal),
  );
  const [found, setFound] = useState<Awaited<ReturnType<typeof find.run>>>();
  return (
    <details class="latest-events">
      <summary>I know no id: the latest events of a type</summary>
      <form
        class="webhook-ask"
        onSubmit={(event) => {
          event.preventDefault();
          void find.run(type.trim()).then(setFound);
        }}
      >
        <TextField
          label="Event type"
          name="event_type"
          required
          value={type}
          onInput={setType}
          problem={find.problem}
        />
        <div>
          <Button type="submit" isRunning={find.isRunning}>
            Find events
          </Button>
        </div>
      </form>
      <ProblemNotice problem={find.problem} />
      <div role="status">
        {found?.length === 0 && (
          <p>No webhook got an event of this type. One that nobody wanted takes its id.</p>
        )}
      </div>
      {found !== undefined && found.length > 0 && (
        <ul class="plain-list">
          {found.map(({ id, acceptedAt }) => (
            <li key={id}>
              <button type="button" class="link" onClick={() => onAsk(id)}>
                {id}
              </button>{" "}
              <span class="hint">
                <Time at={acceptedAt} isRelative />
              </span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
