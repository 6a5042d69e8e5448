import { type Role, ROLES } from "../api-keys/domain/api-key.ts";

/** Everything that a route may ask of whoever calls it. */
export const ALL_PERMISSIONS = [
  "applications",
  "api-keys",
  "portal-links",
  "webhooks:read",
  "webhooks:write",
  "deliveries:read",
  "deliveries:write",
  "event-types:read",
  "event-types:write",
  "events:read",
  "events:publish",
  "notifications:read",
  "notifications:write",
  "operations:read",
] as const;

/** What a route asks of whoever calls it. */
export type Permission = (typeof ALL_PERMISSIONS)[number];

/** A route's permission, or any of several where operator and tenants see different things. */
export type Needed = Permission | readonly Permission[];

/** What a portal link may allow: what the role `manager` does, and no more. */
export const PORTAL_PERMISSIONS = [
  "webhooks:read",
  "webhooks:write",
  "deliveries:read",
  "deliveries:write",
  "event-types:read",
  "event-types:write",
  "events:read",
  "notifications:read",
] as const satisfies readonly Permission[];

/** One of them. */
export type PortalPermission = (typeof PORTAL_PERMISSIONS)[number];

/** Who may do what: the whole table. What is not in it is refused. */
const PERMISSIONS: Readonly<Record<Role | "operator", readonly Permission[]>> = {
  operator: ["applications", "api-keys", "portal-links", "operations:read"],
  admin: [
    "api-keys",
    "portal-links",
    ...PORTAL_PERMISSIONS,
    "events:publish",
    "notifications:write",
  ],
  manager: PORTAL_PERMISSIONS,
  publisher: [
    "event-types:read",
    "events:publish",
    "events:read",
    "notifications:read",
    "notifications:write",
  ],
  reader: [
    "webhooks:read",
    "deliveries:read",
    "event-types:read",
    "events:read",
    "notifications:read",
  ],
};

/** What a holder of this role, or of the operator key, may do. */
export function permissionsOf(role: Role | "operator"): readonly Permission[] {
  return PERMISSIONS[role];
}

/** Whether these permissions are enough for routes that ask for this. */
export function allows(permissions: readonly Permission[], needed: Needed): boolean {
  return [needed].flat().some((permission) => permissions.includes(permission));
}

/** The roles that may call routes that ask for this, for documentation and refusals. */
export function holdersOf(needed: Needed): readonly (Role | "operator")[] {
  return (["operator", ...ROLES] as const).filter((role) => allows(PERMISSIONS[role], needed));
}
