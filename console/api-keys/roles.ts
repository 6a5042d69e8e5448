import type { NewApiKey } from "../../client/client.ts";

/** A role of API keys. */
export type Role = NewApiKey["role"];

/** The roles, and what each is for, from the least to the most powerful. */
export const ROLES: readonly { readonly role: Role; readonly what: string }[] = [
  { role: "reader", what: "reads webhooks, deliveries and events, without secrets" },
  { role: "publisher", what: "publishes events and notifications, and reads those" },
  { role: "manager", what: "webhooks, deliveries and event types; publishes nothing" },
  { role: "admin", what: "everything here, API keys and portal links included" },
];
