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
 * whoever signs in again is where he was.
 */
export function placeAfter(taken: Access, session: Session, path: string): string | undefined {
  const here = PLACES.find((place) => path.split("/")[1] === place);
  return here !== undefined && accessTo(session, here) !== undefined ? undefined : homeIn(taken);
}

/**
 * The same page somewhere else: ids are of one environment, so it is the list where one was at a
 * thing; the operator's pages are others.
 */
export function samePlaceIn(opened: Opened, path: string): string {
  const [, , area = "", ...rest] = path.split("/");
  const pages = placesOf(opened);
  if (!pages.some((page) => page.path === area)) return `/${opened}/${pages[0]?.path}`;
  // Names of event types mean the same in both.
  const more = area === "event-types" ? rest : [];
  return `/${[opened, area, ...more].join("/")}`;
}
