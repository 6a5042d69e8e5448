import { Select } from "../../parts/select.tsx";
import { TextField } from "../../parts/text-field.tsx";
import { HEALTH_WORDS, STATUS_WORDS } from "../words/health-words.ts";
import type { ListView } from "./list-address.ts";
import type { ListFilter } from "./list-model.ts";

const ANY = { value: "", label: "Any" } as const;

const STATUSES = [
  ANY,
  ...Object.entries(STATUS_WORDS).map(([value, { word }]) => ({ value, label: word })),
] as const;

const HEALTHS = [
  ANY,
  ...Object.entries(HEALTH_WORDS).map(([value, { word }]) => ({ value, label: word })),
] as const;

const ORDER_OPTIONS = [
  { value: "name", label: "Name" },
  { value: "trouble", label: "Trouble first" },
  { value: "newest", label: "Newest first" },
] as const;

/** What a list is narrowed to, and its order; each holds at once. */
export function ListFilters({
  view,
  events,
  onChange,
}: {
  readonly view: ListView;
  /** Event types to choose from. */
  readonly events: readonly string[];
  readonly onChange: (view: ListView) => void;
}) {
  const { filter, order } = view;
  const put = (change: Partial<ListFilter>): void =>
    onChange({ ...view, filter: { ...filter, ...change }, page: 1 });
  const eventNames =
    filter.event === "" || events.includes(filter.event) ? events : [filter.event, ...events];
  return (
    <form
      class="webhook-filters"
      role="search"
      aria-label="Webhooks"
      onSubmit={(event) => event.preventDefault()}
    >
      <TextField
        label="Search"
        name="text"
        type="search"
        required
        placeholder="Name, endpoint, id, event type"
        value={filter.text}
        onInput={(text) => put({ text })}
      />
      <Select
        label="Event type"
        name="event"
        options={[ANY, ...eventNames.map((name) => ({ value: name, label: name }))]}
        value={filter.event}
        onChange={(event) => put({ event })}
      />
      <Select
        label="Status"
        name="status"
        options={STATUSES}
        value={filter.status}
        onChange={(status) => put({ status: status as ListFilter["status"] })}
      />
      <Select
        label="Receiver"
        name="health"
        options={HEALTHS}
        value={filter.health}
        onChange={(health) => put({ health: health as ListFilter["health"] })}
      />
      <Select
        label="Order"
        name="order"
        options={ORDER_OPTIONS}
        value={order}
        onChange={(next) => onChange({ ...view, order: next, page: 1 })}
      />
    </form>
  );
}
