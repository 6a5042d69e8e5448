import { describe, expect, test } from "vitest";

import { BUILT_IN_EVENT_TYPES } from "../../../../lambdas/shared/catalogue/built-in-event-types.ts";
import { ACCEPTED, builtIn, changed, REFUSED, verdicts } from "./samples.ts";

const example = (type: string) => builtIn(type).example ?? {};
const workflowStatuses = ["COMPLETED", "FAILED", "TIMED_OUT", "TERMINATED", "PAUSED"];

/**
 * Where a document says which values there are: "one of", "Possible values", "can be one of", a
 * table of values.
 */
const CLOSED: readonly (readonly [string, string, readonly unknown[]])[] = [
  [
    "OPERATION_STATUS_CHANGE",
    "status",
    ["PENDING", "CANCELED", "EXPIRED", "APPROVED", "REJECTED", "FAILED"],
  ],
  [
    "REGISTRATION_STATUS_CHANGE",
    "activationStatus",
    ["CREATED", "PENDING_COMMIT", "ACTIVE", "BLOCKED", "REMOVED"],
  ],
  ["WORKFLOW_COMPLETED", "workflowStatus", workflowStatuses],
  ["WORKFLOW_STATUS_CHANGE", "workflowStatus", workflowStatuses],
  [
    "VERIFICATION.STATUS_CHANGE",
    "reviewResult.reason",
    ["CAPTURE_ISSUE", "DOCUMENT_VALIDITY", "IMAGE_QUALITY", "GENERIC"],
  ],
  [
    "VERIFICATION.STATUS_CHANGE",
    "faceScan.ageEstimation",
    [
      "UNDER_8",
      "OVER_8",
      "OVER_13",
      "OVER_16",
      "OVER_18",
      "OVER_21",
      "OVER_25",
      "OVER_30",
      "UNKNOWN",
    ],
  ],
  [
    "NOTIFICATION_CALLBACK",
    "delivery_status",
    ["NOTIFIED", "PARTIALLY_NOTIFIED", "FAILED_TO_NOTIFY", "NONE"],
  ],
];

/** What only samples show, or what a document gives examples of. */
const OPEN: readonly (readonly [string, string])[] = [
  ["OPERATION_STATUS_CHANGE", "operationType"],
  ["REGISTRATION_STATUS_CHANGE", "platform"],
  ["REGISTRATION_STATUS_CHANGE", "protocol"],
  ["VERIFICATION.STATUS_CHANGE", "status"],
  ["NOTIFICATION_CALLBACK", "action_response"],
  ["NOTIFICATION_CALLBACK", "verification_mode"],
  ["CARD_STATUS_CHANGE", "card_status_change.new_status"],
  ["TRANSACTION", "card_transaction.message_type"],
  ["TRANSACTION", "card_transaction.transaction_type"],
  ["TRANSACTION", "card_transaction.network"],
  ["KYC_RESULT", "status"],
  ["USER_CREATED", "user_type"],
  ["USER_STATUS_CHANGE", "new_status"],
  ["USER_DOCUMENT_ALERT", "alert_type"],
  ["IDENTITY_VERIFICATION", "status"],
  ["PIN_CHANGE", "card_status"],
  ["EXPIRED_AUTH", "card_transaction.auth_expired_by"],
  ["CHARGE_APPLIED", "charge_applied.charge_type"],
  ["ACCOUNT_STATUS_CHANGE", "new_status"],
  ["CARD_PROVISIONING", "token_type"],
  ["TOKEN_NOTIFICATION", "token_info.new_token_status"],
];

describe("a closed list of values", () => {
  test.each(CLOSED)("of %s: %s takes each value, and no other", (type, path, values) => {
    for (const value of values) {
      expect(verdicts(type, changed(example(type), path, value))).toEqual(ACCEPTED);
    }
    for (const value of ["NEW", "", String(values[0]).toLowerCase(), 0, true, []]) {
      expect(verdicts(type, changed(example(type), path, value))).toEqual(REFUSED);
    }
  });

  test.each([
    ["OPERATION_STATUS_CHANGE", "type"],
    ["REGISTRATION_STATUS_CHANGE", "type"],
    ...[...BUILT_IN_EVENT_TYPES.values()]
      .filter(({ profile }) => profile === "ncore")
      .map(({ name }): [string, string] => [name, "event"]),
  ])("is the discriminator of %s, %s: its own name, always there", (type, path) => {
    expect(example(type)[path]).toBe(type);
    for (const value of ["OTHER", type.toLowerCase(), null, undefined]) {
      expect(verdicts(type, changed(example(type), path, value))).toEqual(REFUSED);
    }
  });
});

describe("an open value", () => {
  test.each(OPEN)("of %s: %s may be one that no document lists", (type, path) => {
    expect(verdicts(type, changed(example(type), path, "SOMETHING_NEW"))).toEqual(ACCEPTED);
    expect(verdicts(type, changed(example(type), path, 5))).toEqual(REFUSED);
  });
});

describe("a payload", () => {
  test.each([...BUILT_IN_EVENT_TYPES.keys()])("of %s passes with unlisted members", (type) => {
    const payload = { ...example(type), not_listed: { deeply: [1, null, "x"] }, other: null };
    expect(verdicts(type, payload)).toEqual(ACCEPTED);
  });

  test.each([
    ["CARD_STATUS_CHANGE", "card_status_change.note.extras.anything"],
    ["TRANSACTION", "card_transaction.clearing_reference"],
    ["TRANSACTION", "card_transaction.token_details.device_details.model"],
    ["CHARGE_APPLIED", "charge_applied.tax"],
    ["TOKEN_NOTIFICATION", "device_info.os"],
    ["OPERATION_STATUS_CHANGE", "additionalData.device.serial"],
    ["VERIFICATION.STATUS_CHANGE", "reviewResult.detail"],
  ])("of %s passes with an unlisted member inside: %s", (type, path) => {
    expect(verdicts(type, changed(example(type), path, 1))).toEqual(ACCEPTED);
  });

  test.each([...BUILT_IN_EVENT_TYPES.keys()])("of %s is an object", (type) => {
    for (const payload of [null, [], [example(type)], "text", 1, true]) {
      expect(verdicts(type, payload)).toEqual(REFUSED);
    }
  });
});
