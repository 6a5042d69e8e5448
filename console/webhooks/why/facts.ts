import type { DeliveryDetails, Event, RejectedEvent, Webhook } from "../../../client/client.ts";

/** What is known of the event that somebody asks after. */
export type EventFacts =
  | { readonly kind: "found"; readonly event: Event; readonly delivery?: DeliveryDetails }
  | { readonly kind: "missing"; readonly asked: string; readonly rejected?: RejectedEvent };

/** What the API says of a webhook that got nothing. */
export interface Facts {
  readonly webhook: Webhook;
  readonly nowMs: number;
  /** Absent: no event is asked after, but the webhook as such. */
  readonly event?: EventFacts;
  /** Rejected of late, of types that the webhook wants; newest first. */
  readonly rejected: readonly RejectedEvent[];
  /**
   * Names among the webhook's events that are no event types; only where no event is asked after.
   */
  readonly unknownTypes: readonly string[];
}
