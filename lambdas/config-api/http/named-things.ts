/** What the parameters of a path name, by the part before them. */
const THINGS: Readonly<Record<string, string>> = {
  applications: "application",
  "api-keys": "API key",
  "portal-links": "portal link",
  webhooks: "webhook",
  deliveries: "delivery",
  events: "event",
  "event-types": "event type",
  notifications: "notification",
  "signing-keys": "signing key",
};

/**
 * What a parameter of a path names: a webhook, an event …
 * @param path as the route says it: `/webhooks/{id}`
 */
export function thingNamed(path: string, parameter: string): string {
  const before = path.slice(1, path.indexOf(`/{${parameter}}`)).split("/");
  return THINGS[before.at(-1) ?? ""] ?? parameter;
}
