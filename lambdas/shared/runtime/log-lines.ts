/** Which delivery a line is about. */
const DELIVERY = ["delivery_id", "webhook_id", "application", "environment", "event_type"] as const;

/**
 * Every line that the functions log: its message, its level, and the fields that it may hold.
 * docs/operations.md says what each means. People search and count by these names: one that goes,
 * or means something else, is a change for CHANGELOG.
 */
export const LOG_LINES = {
  // deliver
  attempt: {
    level: "info",
    fields: [
      ...DELIVERY,
      "attempt",
      "verdict",
      "http_status",
      "failure",
      "failure_message",
      "duration_ms",
      "since_accepted_ms",
    ],
  },
  dropped: {
    level: "warn",
    fields: [...DELIVERY, "drop_reason", "attempts", "last_outcome"],
  },
  "commit carried": {
    level: "warn",
    fields: [...DELIVERY, "failure_message"],
  },
  "webhook slow": {
    level: "warn",
    fields: ["webhook_id", "application", "environment", "turns", "slow_until"],
  },
  "webhook limited": {
    level: "info",
    fields: ["webhook_id", "application", "environment", "rate_limit", "max_in_flight"],
  },
  "webhook down": { level: "warn", fields: ["webhook_id", "application", "environment", "since"] },
  "webhook recovered": {
    level: "warn",
    fields: ["webhook_id", "application", "environment", "since"],
  },
  // fan-out
  "event accepted": {
    level: "debug",
    fields: ["event_id", "application", "environment", "event_type", "webhooks"],
  },
  "event not checked to the end: it would take too many steps": {
    level: "warn",
    fields: [
      "event_id",
      "application",
      "environment",
      "event_type",
      "schema",
      "filters",
      "webhook_ids",
    ],
  },
  "event rejected": {
    level: "warn",
    fields: ["reason", "fields", "keeping", "event_id", "application", "environment", "event_type"],
  },
  "rejected event not kept": { level: "error", fields: [] },
  // retry-lane, sweep, bury
  "lane woke": { level: "info", fields: ["webhook_id", "generation", "released", "next"] },
  swept: {
    level: "info",
    fields: ["lanes", "overdue", "down", "removed", "failed", "runs", "end", "oldest_overdue_ms"],
  },
  "webhook not swept": { level: "error", fields: ["webhook_id"] },
  redriven: { level: "warn", fields: ["delivery_id", "message_id"] },
  "put off": { level: "warn", fields: ["delivery_id", "webhook_id", "burials"] },
  // tally, and all that count for it: deliver, bury, fan-out
  "not counted": { level: "error", fields: ["owner", "count"] },
  "tallies closed": { level: "info", fields: ["closed", "told", "failed"] },
  "tally not closed": { level: "error", fields: ["owner", "since"] },
  // config-api
  request: {
    level: "info",
    fields: [
      "request_id",
      "method",
      "route",
      "status",
      "problem",
      "duration_ms",
      "caller",
      "application",
      "environment",
    ],
  },
  "request failed": { level: "error", fields: ["request_id"] },
  "API key made by the operator": {
    level: "warn",
    fields: ["application", "environment", "role", "key_id", "key_prefix"],
  },
  "portal link made by the operator": {
    level: "warn",
    fields: ["application", "environments", "permissions", "link_id"],
  },
  "change not kept apart": { level: "error", fields: ["change"] },
  "lane not woken": { level: "error", fields: ["webhook_id"] },
  "event not published": {
    level: "error",
    fields: ["event_type", "producer_id", "application", "environment"],
  },
  // console, beside `request` and `request failed`
  "portal link not read": { level: "error", fields: [] },
  // signing-keys, vault-key
  "signing keys": {
    level: "info",
    fields: ["rings", "made", "removed", "moved", "failed", "is_whole", "delay_ms"],
  },
  "signing keys not rotated": { level: "error", fields: ["application", "environment"] },
  "rotation not told": { level: "error", fields: ["application", "environment"] },
  certificates: { level: "info", fields: ["expiring", "failed", "is_whole"] },
  "certificates not looked at": { level: "error", fields: ["application", "environment"] },
  "vault key": { level: "info", fields: ["rotated", "refusal", "state", "resealed", "left"] },
  "cannot be sealed anew": { level: "error", fields: ["item", "field"] },
  // all that take messages from a queue
  "record failed": { level: "error", fields: ["message_id", "delivery_id", "notification_uuid"] },
} as const satisfies Readonly<
  Record<string, { readonly level: LogLevel; readonly fields: readonly string[] }>
>;

/** How grave a line is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** The messages of a level. */
export type LogMessage<Level extends LogLevel> = {
  [Message in keyof typeof LOG_LINES]: (typeof LOG_LINES)[Message]["level"] extends Level
    ? Message
    : never;
}[keyof typeof LOG_LINES];

/**
 * The fields that a line may hold: flat facts. Objects (requests, events, errors, secrets) do not
 * fit, on purpose.
 */
export type LineFields<Message extends keyof typeof LOG_LINES> = {
  readonly [Field in (typeof LOG_LINES)[Message]["fields"][number]]?:
    | string
    | number
    | boolean
    | undefined;
};
