import { allows, holdersOf, PORTAL_PERMISSIONS } from "../access/permissions.ts";
import type { Route } from "../http/route.ts";

/** The kinds of keys, in words: how one comes by them, and what they may do. */
export const SECURITY_SCHEMES = {
  apiKey: {
    type: "http",
    scheme: "bearer",
    description:
      "An API key: `authorization: Bearer rbk_…`. It belongs to one application and environment (`production` or `sandbox`), and sees nothing of others. `POST /api-keys` makes one, with the operator key or an `admin` key of the same application and environment, and shows it this once; it ends at `expires_at`, or within 30 s of `DELETE /api-keys/{id}`. A key is a secret: keep it on servers, out of URLs and logs.\n\nIts role says what it may do, and each operation which roles may call it:\n\n- `admin`: everything of its application and environment, API keys included.\n- `manager`: webhooks and event types, resending and cancelling deliveries, reading the rest.\n- `publisher`: publishing events and making notifications, reading both and event types.\n- `reader`: reading all but API keys.",
  },
  portalSession: {
    type: "http",
    scheme: "bearer",
    description:
      "A session of the portal, sent likewise: `authorization: Bearer rbp_…`. `POST /portal-links` makes a link, `POST /portal-links/{id}/exchange` gives a token for each of its environments in exchange for its code, once. It may do what the link allows, at most what `manager` may, until the link's `expires_at`, or within 30 s of `DELETE /portal-links/{id}`.",
  },
  operatorKey: {
    type: "http",
    scheme: "bearer",
    description:
      "The operator key of the installation, sent likewise: `authorization: Bearer …`. It is made at deployment, and lies in Secrets Manager: the stack output `OperatorKeySecretArn` says where. It makes applications, their API keys and portal links, and reads counts and reasons of all tenants, but nothing that was sent or answered.",
  },
} as const;

/** With which keys a route may be called, any one of them; none where it needs no key. */
export function securityOf({ permission }: Route): Record<string, string[]>[] {
  if (permission === undefined) return [];
  const holders = holdersOf(permission);
  return [
    ...(holders.some((holder) => holder !== "operator") ? [{ apiKey: [] }] : []),
    ...(allows(PORTAL_PERMISSIONS, permission) ? [{ portalSession: [] }] : []),
    ...(holders.includes("operator") ? [{ operatorKey: [] }] : []),
  ];
}
