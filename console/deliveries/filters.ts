import type { paths, Problem } from "../../client/client.ts";

type Query = NonNullable<paths["/deliveries"]["get"]["parameters"]["query"]>;

/** What a list of deliveries is narrowed to: the API's own names and values. */
export type Filters = Readonly<Omit<Query, "limit" | "cursor">>;

/** A status that a list may be asked for. */
export type ListedStatus = NonNullable<Filters["status"]>;

/** Every status that a list may be asked for, in the order of the menu. */
export const LISTED_STATUSES = [
  "undelivered",
  "waiting",
  "dropped",
  "cancelled",
  "delivered",
  "pending",
] as const satisfies readonly ListedStatus[];

/** What each value of a filter looks like; anything else in an address is passed over. */
const SHAPES = {
  webhook_id: /^wh_[0-9A-Za-z]{22}$/u,
  status: new RegExp(`^(?:${LISTED_STATUSES.join("|")})$`, "u"),
  event_type: /^[0-9A-Za-z][0-9A-Za-z_.-]{0,127}$/u,
  since: /^\d{4}-\d{2}-\d{2}T[\d:.]{5,12}Z$/u,
  until: /^\d{4}-\d{2}-\d{2}T[\d:.]{5,12}Z$/u,
} as const satisfies Record<keyof Filters, RegExp>;

/** What is typed, and how. */
const HINTS = [
  { field: "event_type", hint: "use up to 128 letters, digits, _ . and -" },
  { field: "webhook_id", hint: "use wh_ and 22 letters and digits" },
] as const;

const NAMES = Object.keys(SHAPES) as (keyof Filters)[];

/**
 * Reads filters from what stands behind the `?` of an address, `status=dropped&webhook_id=wh_…`:
 * what it does not know, or what no list could have, is left out.
 */
export function readFilters(text: string): Filters {
  const given = new URLSearchParams(text);
  const found = NAMES.flatMap((name) => {
    const value = given.get(name);
    const fits = value !== null && SHAPES[name].test(value) && isTimeIfOne(name, value);
    return fits ? [[name, value] as const] : [];
  });
  return Object.fromEntries(found);
}

/** Writes filters for an address; no text where there is none. */
export function writeFilters(filters: Filters): string {
  // All of them are written with characters that an address takes as they are.
  return NAMES.flatMap((name) => (filters[name] ? [`${name}=${filters[name]}`] : [])).join("&");
}

/** The address of a list, below the environment: `deliveries?status=dropped`. */
export function listPath(filters: Filters): string {
  const text = writeFilters(filters);
  return text === "" ? "/deliveries" : `/deliveries?${text}`;
}

/**
 * What is wrong with what somebody typed into the fields of filters, beside the fields; a time is
 * as its field has it, local.
 */
export function draftProblem(draft: Readonly<Record<string, string>>): Problem | undefined {
  const errors = HINTS.filter(({ field }) => {
    const value = draft[field]?.trim() ?? "";
    return value !== "" && !SHAPES[field].test(value);
  }).map(({ field, hint }) => ({ field, message: "is none", hint }));
  if (errors.length === 0) return undefined;
  const title = "Nothing can match";
  return { type: "about:blank", title, status: 0, detail: "", errors, request_id: "" };
}

/**
 * The same filters with what was typed into their fields, times in local ones; an empty text takes
 * a filter away.
 */
export function changeFilters(filters: Filters, draft: Readonly<Record<string, string>>): Filters {
  const typed = Object.entries(draft).map(([name, value]) => [
    name,
    name === "since" || name === "until" ? apiTime(value) : value.trim(),
  ]);
  return readFilters(new URLSearchParams({ ...filters, ...Object.fromEntries(typed) }).toString());
}

/**
 * A time of the API as a field for local times wants it, `2026-01-31T13:00`; no text for none.
 */
export function localTime(time: string | undefined): string {
  if (time === undefined) return "";
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return "";
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const minutes = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return `${date}T${minutes}${at.getSeconds() === 0 ? "" : `:${two(at.getSeconds())}`}`;
}

/** What somebody put into a field for local times, as the API takes it; no text for no time. */
export function apiTime(local: string): string {
  const at = new Date(local);
  return local === "" || Number.isNaN(at.getTime()) ? "" : at.toISOString();
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function isTimeIfOne(name: keyof Filters, value: string): boolean {
  return (name !== "since" && name !== "until") || !Number.isNaN(Date.parse(value));
}
