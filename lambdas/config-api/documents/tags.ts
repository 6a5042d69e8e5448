import type { Route } from "../http/route.ts";

/** The group of what is not asked of this API, but sent by it. */
export const RECEIVER_TAG = "Requests to receivers";

/** The groups of operations, in the order in which they are read. */
export const TAGS = [
  { name: "Webhooks", description: "Where events are sent, how, and which." },
  { name: "Deliveries", description: "What became of events, webhook by webhook." },
  { name: "Events", description: "Publishing events, and reading them with their deliveries." },
  { name: "Rejected events", description: "What was published on the bus and could not be taken." },
  { name: "Event types", description: "What events may look like: built-in types and your own." },
  { name: "Notifications", description: "REL-ID notifications, their answers and callbacks." },
  { name: "Signing keys", description: "The public keys by which receivers verify JWS." },
  { name: "Applications", description: "The tenants: for the operator." },
  { name: "API keys", description: "Who may call this API." },
  { name: "Portal links", description: "Letting a tenant's users into its portal for a while." },
  {
    name: "Operations",
    description: "What waits and what failed, of all tenants: for the operator.",
  },
  {
    name: RECEIVER_TAG,
    description:
      "What receivers are sent, by event type: a POST of the payload. A 2xx within the webhook's timeout means delivered.",
  },
  { name: "This API", description: "Its description, and whether it answers." },
] as const;

/** By a part of their paths, the last one that is known. */
const TAG_OF_PART: Readonly<Record<string, (typeof TAGS)[number]["name"]>> = {
  webhooks: "Webhooks",
  deliveries: "Deliveries",
  events: "Events",
  "rejected-events": "Rejected events",
  "event-types": "Event types",
  notifications: "Notifications",
  "signing-keys": "Signing keys",
  ".well-known": "Signing keys",
  applications: "Applications",
  "api-keys": "API keys",
  "portal-links": "Portal links",
  caller: "API keys",
  operations: "Operations",
};

/** The group that an operation is in. */
export function tagOf({ path }: Pick<Route, "path">): (typeof TAGS)[number]["name"] {
  const part = path.split("/").findLast((name) => Object.hasOwn(TAG_OF_PART, name));
  return TAG_OF_PART[part ?? ""] ?? "This API";
}
