import { useEffect, useState } from "preact/hooks";

import type { Problem } from "../api/problems.ts";
import { Button } from "../parts/button.tsx";
import { Select } from "../parts/select.tsx";
import { TextField } from "../parts/text-field.tsx";
import { useAccess } from "../shell/use-access.ts";
import { filterWords, LISTED_STATUS_WORDS } from "./filter-words.ts";
import {
  changeFilters,
  draftProblem,
  type Filters,
  LISTED_STATUSES,
  localTime,
  writeFilters,
} from "./filters.ts";
import { webhookOptions } from "./webhook-options.ts";

/** What a list is narrowed to; it holds with the button, or with Enter. */
export function DeliveryFilters({
  filters,
  names,
  problem,
  onChange,
}: {
  readonly filters: Filters;
  readonly names: ReadonlyMap<string, string>;
  /** Why the API refused the present ones. */
  readonly problem: Problem | undefined;
  readonly onChange: (filters: Filters) => void;
}) {
  const { may } = useAccess();
  const [draft, setDraft] = useState<Readonly<Record<string, string>>>({});
  // On a phone they would fill the screen before anything is seen.
  const [isOpen] = useState(() => matchMedia("(min-width: 760px)").matches);
  const [ownProblem, setOwnProblem] = useState<Problem>();
  // Filters from elsewhere, a link or the browser's way back, replace what was typed.
  const text = writeFilters(filters);
  useEffect(() => {
    setDraft({});
    setOwnProblem(undefined);
  }, [text]);
  const shown = ownProblem ?? problem;
  const put = (name: keyof Filters) => (value: string) =>
    setDraft((before) => ({ ...before, [name]: value }));
  const valueOf = (name: keyof Filters) => draft[name] ?? filters[name] ?? "";

  const submit = (event: Event): void => {
    event.preventDefault();
    const wrong = draftProblem(draft);
    setOwnProblem(wrong);
    if (wrong === undefined) onChange(changeFilters(filters, draft));
  };
  return (
    <details class="delivery-filter-fold" open={isOpen}>
      <summary>{["Filters", ...filterWords(filters, names)].join(" · ")}</summary>
      <form class="delivery-filters" aria-label="Filters" noValidate onSubmit={submit}>
        {may("webhooks:read") ? (
          <Select
            label="Webhook"
            name="webhook_id"
            options={[{ value: "", label: "All" }, ...webhookOptions(names, filters.webhook_id)]}
            value={valueOf("webhook_id")}
            onChange={put("webhook_id")}
            problem={shown}
          />
        ) : (
          <TextField
            label="Id of a webhook"
            name="webhook_id"
            value={valueOf("webhook_id")}
            onInput={put("webhook_id")}
            problem={shown}
          />
        )}
        <Select
          label="Status"
          name="status"
          options={[
            { value: "", label: "All" },
            ...LISTED_STATUSES.map((value) => ({ value, label: LISTED_STATUS_WORDS[value] })),
          ]}
          value={valueOf("status")}
          onChange={put("status")}
          problem={shown}
        />
        <TextField
          label="Event type"
          name="event_type"
          value={valueOf("event_type")}
          onInput={put("event_type")}
          problem={shown}
        />
        <TextField
          label="Accepted from"
          name="since"
          type="datetime-local"
          value={draft["since"] ?? localTime(filters.since)}
          onInput={put("since")}
          problem={shown}
        />
        <TextField
          label="Accepted before"
          name="until"
          type="datetime-local"
          value={draft["until"] ?? localTime(filters.until)}
          onInput={put("until")}
          problem={shown}
        />
        <div class="actions">
          <Button kind="primary" type="submit">
            Show
          </Button>
          {text !== "" && <Button onClick={() => onChange({})}>Clear filters</Button>}
        </div>
      </form>
    </details>
  );
}
