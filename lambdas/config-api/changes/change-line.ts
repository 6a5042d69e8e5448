import { timeText } from "../http/fields.ts";
import type { Change } from "./domain/change.ts";

/** Fields that one line lists at most: more than anything here has. */
const MOST_FIELDS = 60;

/** Who made a change, by which request. */
export interface ChangedBy {
  /** Id of the API key, or `operator`. */
  readonly keyId: string;
  readonly role: string;
  readonly requestId: string;
  /** The route's name: `changeWebhook`. */
  readonly operation: string;
}

/**
 * The line of a change, as JSON text: at most 60 fields of two values of some 256 characters, far
 * below what CloudWatch takes. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export function changeLine(change: Change, by: ChangedBy, nowMs: number): string {
  const { action, what, id, application, environment, fields } = change;
  const leftOut = fields.length - MOST_FIELDS;
  return JSON.stringify({
    message: "changed",
    timestamp: timeText(nowMs),
    request_id: by.requestId,
    key_id: by.keyId,
    role: by.role,
    operation: by.operation,
    action,
    what,
    id,
    application,
    environment,
    fields: fields.slice(0, MOST_FIELDS),
    ...(leftOut > 0 && { fields_left_out: leftOut }),
  });
}
