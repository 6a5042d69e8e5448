import type { HashPlace } from "./hash-place.ts";
import { type Access, accessTo, type Opened, placeOf, PLACES, type Session } from "./session.ts";

/** A page of the navigation. */
export interface Place {
  readonly path: string;
  readonly label: string;
  /** Without one of these it is not offered; empty: to everybody. */
  readonly needs: readonly string[];
}

/** Pages of an environment, as they are listed. */
export const TENANT_PLACES: readonly Place[] = [
  { path: "webhooks", label: "Webhooks", needs: ["webhooks:read"] },
  { path: "deliveries", label: "Deliveries", needs: ["deliveries:read"] },
  { path: "events", label: "Events", needs: ["events:read"] },
  { path: "rejected-events", label: "Rejected events", needs: ["events:read"] },
  { path: "event-types", label: "Event types", needs: ["event-types:read"] },
  { path: "signing-keys", label: "Signing keys", needs: [] },
  { path: "api-keys", label: "API keys", needs: ["api-keys"] },
  { path: "portal-links", label: "Portal links", needs: ["portal-links"] },
];

/** Pages of the operator. */
export const OPERATOR_PLACES: readonly Place[] = [
  { path: "operations", label: "Operations", needs: ["operations:read"] },
  { path: "applications", label: "Applications", needs: ["applications"] },
];

/** The pages of what a key opens. */
export function placesOf(opened: Opened): readonly Place[] {
  return opened === "operator" ? OPERATOR_PLACES : TENANT_PLACES;
}

/** The pages that an access is offered. */
export function offered(
  places: readonly Place[],
  { permissions }: Pick<Access, "permissions">,
): readonly Place[] {
  return places.filter(
    ({ needs }) => needs.length === 0 || needs.some((need) => permissions.includes(need)),
  );
}

/** Where somebody begins who has just signed in. */
export function homeOf(session: Session): string {
  const place = PLACES.find((each) => accessTo(session, each) !== undefined);
  const access = place && accessTo(session, place);
  return access === undefined ? "/" : homeIn(access);
}

/** The first page that an access is offered. */
export function homeIn(access: Access): string {
  const place = placeOf(access);
  const [first] = place === undefined ? [] : offered(placesOf(place), access);
  return first === undefined ? "/" : `/${place}/${first.path}`;
}

/**
 * Where to go after a key was taken; undefined: stay, since a key opens what the path names. So
 * whoever signs in again is where he was. With a key for something else it is the same list there.
 */
export function placeAfter(taken: Access, session: Session, here: HashPlace): string | undefined {
  const [, opened, area] = here.path.split("/");
  const open = PLACES.find((place) => place === opened);
  if (open !== undefined && accessTo(session, open) !== undefined) return undefined;
  const to = placeOf(taken);
  return to !== undefined && offered(placesOf(to), taken).some(({ path }) => path === area)
    ? samePlaceIn(to, here)
    : homeIn(taken);
}

/** What a list may be narrowed to in whatever application: it names no thing of one. */
const OF_ALL: Readonly<Record<string, readonly string[]>> = {
  webhooks: ["status", "health", "order", "hidden"],
  deliveries: ["status", "since", "until"],
};

/** Names of event types: they mean the same in both environments of an application. */
const EVENT_TYPE_FILTERS: readonly string[] = ["event", "event_type"];

/**
 * The same page in another environment: ids are of one, so it is the list where one was at a thing,
 * and no filter names one; the operator's pages are others.
 */
export function samePlaceIn(opened: Opened, { path, search }: HashPlace): string {
  const [, , area = "", ...rest] = path.split("/");
  const pages = placesOf(opened);
  if (!pages.some((page) => page.path === area)) return `/${opened}/${pages[0]?.path}`;
  const more = area === "event-types" ? rest : [];
  const kept = rest.length > 0 ? [] : [...filtersOfAll(area), ...EVENT_TYPE_FILTERS];
  return narrowed([opened, area, ...more], search, kept);
}

/** What another application is shown in place of an address: the list where it names a thing. */
export function placeOfAnother(here: HashPlace): string {
  const [, opened = "", area = "", ...rest] = here.path.split("/");
  if (!TENANT_PLACES.some((page) => page.path === area)) return addressOf(here);
  const names = rest.length > 0 && rest.join("/") !== "new";
  return narrowed(
    [opened, area, ...(names ? [] : rest)],
    here.search,
    rest.length > 0 ? [] : filtersOfAll(area),
  );
}

/** The address of a place within the page. */
export function addressOf({ path, search }: HashPlace): string {
  return search === "" ? path : `${path}?${search}`;
}

function filtersOfAll(area: string): readonly string[] {
  return Object.hasOwn(OF_ALL, area) ? (OF_ALL[area] ?? []) : [];
}

/** A path with those of the filters that are kept, as they were written. */
function narrowed(path: readonly string[], search: string, kept: readonly string[]): string {
  const filters = search.split("&").filter((filter) => kept.includes(filter.split("=")[0] ?? ""));
  return addressOf({ path: `/${path.join("/")}`, search: filters.join("&") });
}
