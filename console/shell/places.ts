import { type Access, accessTo, type Environment, ENVIRONMENTS, type Session } from "./session.ts";

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

/** The pages that an access is offered. */
export function offered(
  places: readonly Place[],
  { permissions }: Pick<Access, "permissions">,
): readonly Place[] {
  return places.filter(
    ({ needs }) => needs.length === 0 || needs.some((need) => permissions.includes(need)),
  );
}

/** Where somebody who has just signed in begins. */
export function homeOf(session: Session): string {
  for (const environment of ENVIRONMENTS) {
    const access = accessTo(session, environment);
    const first = access && offered(TENANT_PLACES, access)[0];
    if (first !== undefined) return `/${environment}/${first.path}`;
  }
  return accessTo(session, "operator") === undefined ? "/" : "/operator/operations";
}

/**
 * The same page in the other environment: ids are of one environment, so it is the list where one
 * was at a thing.
 */
export function samePlaceIn(environment: Environment, path: string): string {
  const [, , area = "webhooks", ...rest] = path.split("/");
  // Names of event types mean the same in both.
  const more = area === "event-types" ? rest : [];
  return `/${[environment, area, ...more].join("/")}`;
}
