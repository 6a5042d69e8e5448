import type { EventAttributes } from "../domain/event-type.ts";
import { DEFAULT_TIMEOUT_SECONDS, SIGNATURE_HEADERS, type Profile } from "./profile.ts";

/**
 * The fields of "Types", and the step of a failure. Who, which workflow, its status are always
 * sent.
 */
const WORKFLOW_ATTRIBUTES: EventAttributes = {
  mandatory: ["partyId", "workflowId", "workflowStatus"],
  selectable: ["externalId", "workflowName", "workspaceId", "failedStep"],
  default: "*",
};

/**
 * TransactionLink workflow webhooks: retried "up to five times with a five-second interval", no
 * answer "within ten seconds" and "any response outside the 2xx" count as failures.
 */
export const transactionlink = {
  retry: { kind: "fixed", attempts: 6, intervalSeconds: 5 },
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: false,
  signature: "jws",
  signatureHeaders: SIGNATURE_HEADERS,
  // The document names neither the two types nor the field of the failing step: these names are
  // ours.
  eventTypes: {
    WORKFLOW_COMPLETED: WORKFLOW_ATTRIBUTES,
    WORKFLOW_STATUS_CHANGE: WORKFLOW_ATTRIBUTES,
  },
} satisfies Profile;
