import { DEFAULT_TIMEOUT_SECONDS, type Profile } from "./profile.ts";

/**
 * TransactionLink workflow webhooks: retried "up to five times with a five-second interval", no answer "within ten seconds"
 * and "any response outside the 2xx" count as failures.
 */
export const transactionlink: Profile = {
  retry: { kind: "fixed", attempts: 6, intervalSeconds: 5 },
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: false,
  signature: "jws",
  eventTypes: ["WORKFLOW_COMPLETED", "WORKFLOW_STATUS_CHANGE"],
};
