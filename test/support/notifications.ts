import { randomUUID } from "node:crypto";

import type { NewNotification, UpdatedOutcome } from "../../lambdas/shared/domain/notification.ts";

/** The notification of the document's sample, just made. */
export function sampleNotification(changes: Partial<NewNotification> = {}): NewNotification {
  return {
    application: "acme",
    environment: "production",
    uuid: "03f67f9e-ec4f-11e6-b006-92361f002671",
    userId: "testuser",
    msgId: "1234567890",
    msgType: "TWO-WAY",
    actions: ["Approved", "Rejected"],
    callbackUrl: "https://example.com/callback?from=relid",
    deliveryStatus: "NOTIFIED",
    verificationMode: "REL-ID",
    createdAtMs: Date.parse("2024-10-11T13:00:00.999Z"),
    expiresAtMs: Date.parse("2024-10-11T13:03:00.999Z"),
    ...changes,
  };
}

/** The outcome of the document's sample. */
export const SAMPLE_OUTCOME: UpdatedOutcome = {
  state: "UPDATED",
  responseId: "response-1",
  updatedAtMs: Date.parse("2024-10-11T13:00:15.001Z"),
  actionResponse: "Approved",
  isDsVerified: true,
  responseCode: 0,
  clientIpAddress: "192.168.1.2",
};

/** A uuid of a test's own. */
export function newUuid(): string {
  return randomUUID();
}
