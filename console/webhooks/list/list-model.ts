import type { Webhook } from "../../../client/client.ts";
import type { HealthState } from "../words/health-words.ts";

/** What a list is narrowed to; empty texts narrow nothing. */
export interface ListFilter {
  /** Part of a name, endpoint, id or event type, in any case. */
  readonly text: string;
  /** Those that want this event type. */
  readonly event: string;
  readonly status: "" | Webhook["status"];
  readonly health: "" | HealthState;
}

/** In which order webhooks are listed. */
export type ListOrder = "name" | "trouble" | "newest";

/** Nothing is narrowed. */
export const WHOLE_LIST: ListFilter = { text: "", event: "", status: "", health: "" };

/** Rows of a page: the API has statistics for so many at once, then one a second. */
export const ROWS_OF_A_PAGE = 20;

/** What people call a webhook: its name, or where it sends to. */
export function titleOf({ name, endpoint }: Pick<Webhook, "name" | "endpoint">): string {
  return name ?? withoutHttps(endpoint);
}

/** An endpoint in short: a scheme that is not the usual one stays in sight. */
export function withoutHttps(endpoint: string): string {
  return endpoint.replace(/^https:\/\//u, "");
}

/** The webhooks that a filter lets through, in an order. */
export function listed(
  webhooks: readonly Webhook[],
  filter: ListFilter,
  order: ListOrder,
): Webhook[] {
  const text = filter.text.trim().toLowerCase();
  return webhooks
    .filter((webhook) => passes(webhook, filter) && hasText(webhook, text))
    .toSorted(COMPARE[order]);
}

function passes(
  { events, status, health }: Webhook,
  { event, status: wanted, health: state }: ListFilter,
): boolean {
  if (event !== "" && !events.includes(event) && !events.includes("*")) return false;
  if (wanted !== "" && status !== wanted) return false;
  return state === "" || health?.state === state;
}

function hasText({ id, name = "", endpoint, events }: Webhook, text: string): boolean {
  if (text === "") return true;
  return [name, endpoint, id, ...events].some((part) => part.toLowerCase().includes(text));
}

/** The gravest first. */
const GRAVITY: readonly string[] = ["gone", "down", "recovering", "limited", "slow", "disabled"];

function gravity({ status, health }: Webhook): number {
  const word = status === "enabled" ? (health?.state ?? "up") : status;
  const at = GRAVITY.indexOf(word);
  return at === -1 ? GRAVITY.length : at;
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const COMPARE: Readonly<Record<ListOrder, (one: Webhook, other: Webhook) => number>> = {
  name: (one, other) => byName.compare(titleOf(one), titleOf(other)) || compareIds(one, other),
  trouble: (one, other) => gravity(one) - gravity(other) || COMPARE.name(one, other),
  newest: (one, other) =>
    Date.parse(other.created_at) - Date.parse(one.created_at) || compareIds(one, other),
};

function compareIds(one: Webhook, other: Webhook): number {
  return one.id < other.id ? -1 : 1;
}

/** The event types that any of them names, for the choice of one. */
export function eventsOf(webhooks: readonly Webhook[]): string[] {
  const names = new Set(webhooks.flatMap(({ events }) => events));
  names.delete("*");
  return [...names].toSorted((one, other) => byName.compare(one, other));
}

/** Counts for the head of a list: `3 down, 1 disabled`. */
export function troubleWords(webhooks: readonly Webhook[]): string {
  const counts = new Map<string, number>();
  for (const { status, health } of webhooks) {
    const word = status === "enabled" ? (health?.state ?? "up") : status;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return GRAVITY.flatMap((word) => {
    const count = counts.get(word);
    return count === undefined ? [] : [`${count} ${word}`];
  }).join(", ");
}
