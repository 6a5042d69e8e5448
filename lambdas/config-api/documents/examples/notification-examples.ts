import { EVENT_ID, NOTIFICATION_ID, type OperationExamples } from "./operation-example.ts";

const newNotification = {
  msg_type: "TWO-WAY",
  user_id: "user-17",
  msg_id: "payment-42",
  expires_in: 300,
  actions: ["Approve", "Reject"],
  callback_url: "https://example.com/callbacks",
};
const { expires_in: _, ...kept } = newNotification;
const notification = {
  ...kept,
  notification_uuid: NOTIFICATION_ID,
  status: "PENDING",
  delivery_status: "NONE",
  verification_mode: "REL-ID",
  original_verification_mode: "REL-ID",
  create_ts: "2026-01-31T12:00:00Z",
  expiry_timestamp: "2026-01-31T12:05:00Z",
};
const response = {
  action_response: "Approve",
  is_ds_verified: true,
  client_ip_address: "192.168.1.2",
};

/** REL-ID notifications. */
export const NOTIFICATION_EXAMPLES: OperationExamples = {
  createNotification: { body: newNotification, answer: notification },
  getNotification: { answer: notification },
  respondToNotification: {
    body: response,
    answer: {
      ...notification,
      ...response,
      response_code: 0,
      status: "UPDATED",
      update_ts: "2026-01-31T12:01:00Z",
      event_id: EVENT_ID,
    },
  },
};
