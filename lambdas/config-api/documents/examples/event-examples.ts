import {
  DELIVERY_ID,
  EVENT_ID,
  EVENT_TYPE,
  MADE_AT,
  type OperationExamples,
  pageWith,
  PAYLOAD,
  TENANT,
  WEBHOOK_ID,
} from "./operation-example.ts";

const waiting = {
  id: DELIVERY_ID,
  event_id: EVENT_ID,
  webhook_id: WEBHOOK_ID,
  event_type: EVENT_TYPE,
  ...TENANT,
  status: "waiting",
  attempt_count: 1,
  accepted_at: MADE_AT,
  next_attempt_at: "2026-01-31T12:00:01.400Z",
  last_outcome: "503",
};
const { next_attempt_at: _, ...attempted } = waiting;
const settled_at = "2026-01-31T12:00:01.600Z";
const delivered = {
  ...attempted,
  status: "delivered",
  attempt_count: 2,
  last_outcome: "204",
  settled_at,
};
const failure = {
  number: 1,
  started_at: "2026-01-31T12:00:00.100Z",
  verdict: "retry",
  time: "2026-01-31T12:00:00.100Z",
  outcome: "retry",
  duration_ms: 95,
  status: 503,
  answer: "Service Unavailable",
};
const success = {
  number: 2,
  started_at: "2026-01-31T12:00:01.500Z",
  verdict: "succeeded",
  time: "2026-01-31T12:00:01.500Z",
  outcome: "succeeded",
  duration_ms: 88,
  status: 204,
};

const eventType = {
  description: "An order was paid.",
  schema: {
    type: "object",
    required: ["order_id"],
    properties: { order_id: { type: "string" }, amount: { type: "number" } },
  },
  mandatory: ["order_id"],
  selectable: ["amount"],
};
const shownType = {
  name: "order.paid",
  ...eventType,
  built_in: false,
  default: ["*"],
  created_at: MADE_AT,
  modified_at: MADE_AT,
};

/** Events, their types, and their deliveries. */
export const EVENT_EXAMPLES: OperationExamples = {
  publishEvents: {
    body: { type: EVENT_TYPE, id: "card-17-suspended", payload: PAYLOAD },
    answer: { data: [{ id: EVENT_ID }] },
  },
  getEvent: {
    answer: {
      id: EVENT_ID,
      type: EVENT_TYPE,
      ...TENANT,
      producer_id: "card-17-suspended",
      accepted_at: MADE_AT,
      deliveries: [delivered],
      payload: PAYLOAD,
    },
  },
  listDeliveries: { answer: pageWith(waiting) },
  listWebhookDeliveries: { answer: pageWith(delivered) },
  getDelivery: {
    answer: { ...delivered, attempts: [failure, success], body: JSON.stringify(PAYLOAD) },
  },
  resendDelivery: { answer: { ...waiting, next_attempt_at: MADE_AT } },
  cancelDelivery: {
    answer: { ...attempted, status: "cancelled", drop_reason: "cancelled", settled_at },
  },
  listEventTypes: { answer: pageWith(shownType) },
  getEventType: { answer: shownType },
  putEventType: { body: eventType, answer: shownType },
  deleteEventType: {},
  listRejectedEvents: {
    answer: pageWith({
      id: "rej_6QbFJuQr1PqGcJzNkVmYtZ",
      reason: "invalid_payload",
      errors: [{ field: "card_status_change", message: "expected an object, got a string" }],
      ...TENANT,
      source: "com.example.cards",
      type: EVENT_TYPE,
      received_at: MADE_AT,
    }),
  },
};
