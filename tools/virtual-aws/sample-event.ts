import { createHash } from "node:crypto";

import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";

/** Size of a sample's payload as compact JSON, in bytes. */
const SAMPLE_PAYLOAD_BYTES = 1024;

/** Whose the samples are. */
export const SAMPLE_TENANT: Tenant = { application: "acme", environment: "production" };

/**
 * A payload of exactly 1 KB, as an issuer of cards would send it; ids and amounts differ from
 * sample to sample.
 */
function samplePayload(index: number): Readonly<Record<string, unknown>> {
  const amount = 100 + (index % 90_000);
  const payload = {
    event: "TRANSACTION",
    card_transaction: {
      id: uuidOf(`transaction ${index}`),
      transaction_timestamp: "2026-01-01T12:13:01.295Z",
      network: "VISA",
      message_type: "AUTHORIZATION",
      transaction_type: "PURCHASE",
      transaction_description: "Purchase",
      transmission_date_time: "2026-01-01T12:13:01.000Z",
      card_id: uuidOf(`card ${index}`),
      card_first6_digits: "450133",
      card_last4_digits: String(index % 10_000).padStart(4, "0"),
      card_expiry_date: "052029",
      user_id: uuidOf(`user ${index}`),
      acquirer_id: "000000",
      merchant_id: "MERCHID01",
      mcc: "7386",
      merchant_name: "ACQUIRER NAME",
      merchant_city: "Abu Dhabi",
      merchant_country: "ARE",
      terminal_id: "111",
      stan: String(index % 1_000_000).padStart(6, "0"),
      rrn: String(226_612_000_000 + index),
      auth_id_response: String(100_000 + ((index * 7919) % 900_000)),
      transaction_amount: amount,
      transaction_currency: "AED",
      billing_amount: amount,
      billing_currency: "AED",
      response_code: "00",
      reference: "",
    },
  };
  const missing = SAMPLE_PAYLOAD_BYTES - JSON.stringify(payload).length;
  payload.card_transaction.reference = [1, 2]
    .map((half) => createHash("sha512").update(`reference ${index} ${half}`).digest("hex"))
    .join("")
    .slice(0, missing);
  return payload;
}

/** What a producer says of a sample besides its type: whose it is, and the payload. */
export function sampleDetail(index: number): Readonly<Record<string, unknown>> {
  return { ...SAMPLE_TENANT, payload: samplePayload(index) };
}

/** The event type that only webhook `webhook` of the samples wants. */
export function sampleType(webhook: number): string {
  return `TRANSACTION_${webhook}`;
}

/** A UUID that is the same for the same name. */
export function uuidOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join("-");
}

/** One event that a producer publishes. */
export interface PlannedEvent {
  readonly atMs: number;
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** So many events at once, then so long nothing; for one webhook each, in turn. */
export function sampleEvents(options: {
  readonly count: number;
  readonly startMs: number;
  /** @default SAMPLE_TENANT */
  readonly tenant?: Tenant;
  /** @default 1 */
  readonly webhooks?: number;
  /** @default all of them */
  readonly atOnce?: number;
  /** @default 0 */
  readonly everyMs?: number;
}): PlannedEvent[] {
  const { count, startMs, tenant, webhooks = 1, atOnce = count, everyMs = 0 } = options;
  return Array.from({ length: count }, (_, index) => ({
    atMs: startMs + Math.floor(index / atOnce) * everyMs,
    type: sampleType(index % webhooks),
    detail: { ...sampleDetail(index), ...tenant },
  }));
}
