import type { Filters, ListedStatus } from "./filters.ts";

/** The statuses that a list may be asked for, as they are offered. */
export const LISTED_STATUS_WORDS: Readonly<Record<ListedStatus, string>> = {
  undelivered: "Not delivered",
  waiting: "Waiting",
  dropped: "Dropped",
  cancelled: "Cancelled",
  delivered: "Delivered",
  pending: "Put off before the first attempt",
};

/**
 * What a list is narrowed to, in words, also where the fields are folded away.
 * @param names of webhooks by their ids
 */
export function filterWords(
  { webhook_id: id, status, event_type: type, since, until }: Filters,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  return [
    id === undefined ? undefined : (names.get(id) ?? id),
    status === undefined ? undefined : LISTED_STATUS_WORDS[status],
    type,
    since === undefined ? undefined : `from ${localWords(since)}`,
    until === undefined ? undefined : `before ${localWords(until)}`,
  ].filter((words) => words !== undefined);
}

function localWords(time: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(time),
  );
}
