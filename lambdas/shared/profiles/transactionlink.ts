import { type Profile, USUAL, whole } from "./profile.ts";

/**
 * The fields of "Types", and the step of a failure. Who, which workflow, its status are always
 * sent.
 */
const WORKFLOW_ATTRIBUTES = whole(
  ["partyId", "workflowId", "workflowStatus"],
  ["externalId", "workflowName", "workspaceId", "failedStep"],
);

/**
 * TransactionLink workflow webhooks: retried "up to five times with a five-second interval", no
 * answer "within ten seconds" and "any response outside the 2xx" count as failures.
 */
export const transactionlink = {
  ...USUAL,
  retry: { kind: "fixed", attempts: 6, intervalSeconds: 5 },
  heedsReceiver: false,
  signature: "jws",
  // The document names neither the two types nor the field of the failing step: these names are
  // ours.
  eventTypes: {
    WORKFLOW_COMPLETED: WORKFLOW_ATTRIBUTES,
    WORKFLOW_STATUS_CHANGE: WORKFLOW_ATTRIBUTES,
  },
} satisfies Profile;
