import {
  DELIVERY_ID,
  EVENT_TYPE,
  MADE_AT,
  type OperationExamples,
  pageWith,
  TENANT,
  WEBHOOK_ID,
} from "./operation-example.ts";

const limit = { rate_limit: { per_second: 10 } };
const newWebhook = {
  name: "Cards",
  endpoint: "https://example.com/hooks",
  events: [EVENT_TYPE],
  config: { signature: { scheme: "standard" }, ...limit },
};
const signature = { scheme: "standard" };
const retry = {
  kind: "exponential",
  attempts: 55,
  initial_seconds: 1,
  factor: 2,
  cap_seconds: 14_400,
  jitter: 0.25,
  breaker: true,
};
const webhook = {
  id: WEBHOOK_ID,
  ...TENANT,
  ...newWebhook,
  status: "enabled",
  config: { custom_headers: [], signature, ...limit, created: MADE_AT, modified: MADE_AT },
  created_at: MADE_AT,
  modified_at: MADE_AT,
  effective: {
    profile: "ncore",
    signature,
    content_type: "application/json",
    retry,
    timeout_seconds: 10,
    ...limit,
  },
};
/** Base64 of "an example that signs nothing". */
const secret = "whsec_YW4gZXhhbXBsZSB0aGF0IHNpZ25zIG5vdGhpbmc=";

/** Webhooks. */
export const WEBHOOK_EXAMPLES: OperationExamples = {
  createWebhook: {
    body: newWebhook,
    answer: { ...webhook, config: { ...webhook.config, signature: { ...signature, secret } } },
  },
  listWebhooks: { answer: pageWith({ ...webhook, health: { state: "up", since: MADE_AT } }) },
  getWebhook: {
    answer: {
      ...webhook,
      health: { state: "down", since: "2026-01-31T12:40:00.000Z" },
      last_success: { at: "2026-01-31T12:31:02.000Z", delivery_id: DELIVERY_ID },
      last_failure: { at: "2026-01-31T12:40:00.000Z", delivery_id: DELIVERY_ID, status: 503 },
    },
  },
  changeWebhook: {
    body: { events: [EVENT_TYPE, "PIN_CHANGE"], config: { rate_limit: null } },
    answer: {
      ...webhook,
      events: [EVENT_TYPE, "PIN_CHANGE"],
      config: { custom_headers: [], signature, created: MADE_AT, modified: MADE_AT },
      effective: { ...webhook.effective, rate_limit: undefined },
    },
  },
  deleteWebhook: {},
  enableWebhook: { answer: webhook },
  disableWebhook: { answer: { ...webhook, status: "disabled" } },
  rotateWebhookSecret: {
    body: { overlap_seconds: 86_400 },
    answer: {
      secret,
      signs_from: MADE_AT,
      previous_signs_until: "2026-02-01T12:00:00.000Z",
    },
  },
  testWebhook: {
    body: { payload: { event: EVENT_TYPE } },
    answer: {
      attempt: {
        number: 1,
        started_at: MADE_AT,
        verdict: "succeeded",
        time: MADE_AT,
        outcome: "succeeded",
        duration_ms: 48,
        status: 204,
      },
      request: {
        endpoint: newWebhook.endpoint,
        headers: [
          { header_name: "content-type", header_value: "application/json" },
          { header_name: "ringback-delivery", header_value: DELIVERY_ID },
          { header_name: "webhook-id", header_value: DELIVERY_ID },
          { header_name: "webhook-timestamp", header_value: "1769860800" },
          {
            header_name: "webhook-signature",
            header_value: "v1,tV6/dn+jf6jvTTXjiBG6bPxxnkvkiOyXzFPVL/iAdlo=",
          },
        ],
        body: `{"event":"${EVENT_TYPE}"}`,
      },
    },
  },
  getWebhookStatistics: {
    answer: {
      since: "2026-01-30T12:00:00.000Z",
      until: MADE_AT,
      approximate: false,
      records_read: 1215,
      delivery_count: 1215,
      outcomes: {
        delivered: 1190,
        delivered_at_first_attempt: 1170,
        queued: 3,
        parked: 12,
        dropped: { attempts_spent: 8, cancelled: 2 },
      },
      last_answers: {
        "2xx": 1190,
        "3xx": 0,
        "4xx": 2,
        "5xx": 18,
        other: 0,
        none: { timeout: 4 },
        unattempted: 1,
      },
      accepted_to_delivered_ms: { p50: 180, p90: 420, p99: 9300 },
      attempt_count: 1498,
      attempt_ms: { p50: 95, p90: 310, p99: 10_000 },
      attempts_read: 1431,
    },
  },
};
