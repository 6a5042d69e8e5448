import { EVENT_EXAMPLES } from "./event-examples.ts";
import { INSTALLATION_EXAMPLES } from "./installation-examples.ts";
import { NOTIFICATION_EXAMPLES } from "./notification-examples.ts";
import type { OperationExamples } from "./operation-example.ts";
import { TENANT_EXAMPLES } from "./tenant-examples.ts";
import { WEBHOOK_EXAMPLES } from "./webhook-examples.ts";

/** The examples of every operation; a test fails where a route has none. */
export const EXAMPLES: OperationExamples = {
  ...WEBHOOK_EXAMPLES,
  ...EVENT_EXAMPLES,
  ...NOTIFICATION_EXAMPLES,
  ...TENANT_EXAMPLES,
  ...INSTALLATION_EXAMPLES,
};
