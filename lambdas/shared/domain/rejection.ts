/**
 * What is wrong with one field: its path and what was expected. Never the value: it may be secret.
 */
export interface EntryError {
  readonly field: string;
  readonly message: string;
}

/** Why an entry, or an event of one of its applications, was rejected. */
export const REJECT_REASONS = [
  "not_json",
  "malformed",
  "too_large",
  "unknown_application",
  "unknown_event_type",
  "invalid_payload",
  "id_reused",
  "unknown_callback",
] as const;

/** One of these reasons. */
export type RejectReason = (typeof REJECT_REASONS)[number];

/**
 * What there is to do about a rejection: its producer has to write events (`malformed`), something
 * has to be made or named rightly (`unknown`), or what the event says has to be mended (`invalid`).
 */
export const REJECT_CLASSES = {
  not_json: "malformed",
  malformed: "malformed",
  too_large: "malformed",
  unknown_application: "unknown",
  unknown_event_type: "unknown",
  unknown_callback: "unknown",
  invalid_payload: "invalid",
  id_reused: "invalid",
} as const satisfies Readonly<Record<RejectReason, string>>;

/** One of these. */
export type RejectClass = (typeof REJECT_CLASSES)[RejectReason];

/** An entry that cannot become an event. */
export interface Rejection {
  readonly reason: RejectReason;
  readonly errors: readonly EntryError[];
}

/** A rejection for one field. */
export function rejectionFor(reason: RejectReason, field: string, message: string): Rejection {
  return { reason, errors: [{ field, message }] };
}
