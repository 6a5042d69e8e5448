/** What one operation may be asked with, and answers then. */
export interface OperationExample {
  /** Body of a request, where the operation takes one. */
  readonly body?: unknown;
  /** Body of each answer of success; absent where that has none. */
  readonly answer?: unknown;
  /** The same answer in other media types. */
  readonly others?: Readonly<Record<string, unknown>>;
}

/** Examples by `operationId`. */
export type OperationExamples = Readonly<Record<string, OperationExample>>;

/** The things that examples are about, in all groups the same. */
export const TENANT = { application: "acme", environment: "production" } as const;
export const WEBHOOK_ID = "wh_0hkXRNpjv7Pwz4IyX9AkWR";
export const EVENT_ID = "evt_2Y1twYxOrY9ghzT9DgHtA6";
export const DELIVERY_ID = `dlv_${EVENT_ID.slice(4)}_${WEBHOOK_ID.slice(3)}`;
export const NOTIFICATION_ID = "112a104b-d590-4f13-abbf-dcd11be28abf";
export const SIGNING_KEY_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
export const PORTAL_LINK_ID = "plk_acme_1wZ8kMq7Tz2R";
export const KEY_ID = "key_NzNl9LYCpXNE";
export const EVENT_TYPE = "CARD_STATUS_CHANGE";
export const MADE_AT = "2026-01-31T12:00:00.000Z";

/** The payload of an event that everything else is about. */
export const PAYLOAD = {
  event: EVENT_TYPE,
  card_status_change: { card_id: "card-17", old_status: "ACTIVE", new_status: "SUSPENDED" },
};

/** A list that has one element. */
export function pageWith(...data: readonly unknown[]) {
  return { data, next_cursor: null };
}
