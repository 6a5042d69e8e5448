import type { Delivery, DeliveryDetails, Event, Webhook } from "../../../../client/client.ts";

/** A webhook as the API shows one that is enabled and up. */
export function webhookOf(given: Partial<Webhook> = {}): Webhook {
  return {
    id: "wh_0123456789abcdefghijkl",
    application: "acme",
    environment: "production",
    endpoint: "https://hooks.example/cards",
    events: ["CARD_STATUS_CHANGE"],
    status: "enabled",
    config: {
      custom_headers: [],
      signature: { scheme: "hmac" },
      created: "2026-11-01T00:00:00.000Z",
      modified: "2026-11-01T00:00:00.000Z",
    },
    created_at: "2026-11-01T00:00:00.000Z",
    modified_at: "2026-11-01T00:00:00.000Z",
    effective: {
      profile: "standard",
      signature: { scheme: "hmac", algorithm: "sha256", encoding: "hex", prefix: "" },
      content_type: "application/json",
      retry: {
        kind: "exponential",
        attempts: 55,
        initial_seconds: 1,
        factor: 2,
        cap_seconds: 14_400,
        jitter: 0.25,
      },
      timeout_seconds: 10,
    },
    health: { state: "up" },
    ...given,
  };
}

/** An event that was accepted at noon. */
export function eventOf(given: Partial<Event> = {}): Event {
  return {
    id: "evt_0123456789abcdefghijkl",
    type: "CARD_STATUS_CHANGE",
    application: "acme",
    environment: "production",
    accepted_at: "2026-11-30T12:00:00.000Z",
    deliveries: [],
    payload: { event: "CARD_STATUS_CHANGE" },
    ...given,
  };
}

/** Its delivery to that webhook. */
export function deliveryOf(
  given: Partial<DeliveryDetails> & Pick<Delivery, "status">,
): DeliveryDetails {
  return {
    id: "dlv_0123456789abcdefghijkl_0123456789abcdefghijkl",
    event_id: "evt_0123456789abcdefghijkl",
    webhook_id: "wh_0123456789abcdefghijkl",
    event_type: "CARD_STATUS_CHANGE",
    application: "acme",
    environment: "production",
    attempt_count: given.attempts?.length ?? 0,
    accepted_at: "2026-11-30T12:00:00.000Z",
    attempts: [],
    body: "{}",
    ...given,
  };
}

/** An attempt that ended a second after noon. */
export function attemptOf(
  given: Partial<DeliveryDetails["attempts"][number]>,
): DeliveryDetails["attempts"][number] {
  const at = "2026-11-30T12:00:01.000Z";
  return {
    number: 1,
    started_at: at,
    time: at,
    verdict: "retry",
    outcome: "retry",
    duration_ms: 85,
    ...given,
  };
}
