import type { Tenant } from "../../shared/domain/tenant.ts";
import type { OperationalEvent, TellTenant } from "../../shared/eventbridge/operational-events.ts";
import type { Log } from "../../shared/runtime/logger.ts";
import { within } from "../../shared/runtime/machine.ts";
import { timeText } from "../http/fields.ts";
import type { Change, ChangedBy, FieldChange } from "./domain/change.ts";

/** Fields that one line lists at most: more than anything here has. */
const MOST_FIELDS = 60;

/**
 * The line of a change, as JSON text: at most 60 fields of two values of some 256 characters, far
 * below what CloudWatch takes. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export function changeLine(change: Change, request: ChangedBy, nowMs: number): string {
  const by = { ...request, ...change.by };
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

/** What telling changes needs. */
export interface ChangePorts {
  /** Keeps lines, apart from the function's own log. Throws unless all of them were kept. */
  readonly keepChanges: (lines: readonly string[]) => Promise<void>;
  readonly publishOperation: TellTenant;
  readonly log: Log;
  readonly now: () => number;
}

/** Tells who changed what. Never throws: what was changed stays changed, and is answered so. */
export type TellChanges = (changes: readonly Change[], by: ChangedBy) => Promise<void>;

/** Milliseconds an answer waits for its changes to be told: some ten each when all is well. */
const LONGEST_WAIT_MS = 3000;

/**
 * Makes the teller of changes: a line each that is kept apart, and an event to the tenant for some.
 * A line that cannot be kept goes to the function's own log, whole; an event that the bus refuses
 * is named there.
 */
export function makeTellChanges({
  keepChanges,
  publishOperation,
  log,
  now,
}: ChangePorts): TellChanges {
  async function keep(lines: readonly string[]): Promise<void> {
    try {
      await within(LONGEST_WAIT_MS, keepChanges(lines));
    } catch (error) {
      for (const change of lines) log.error("change not kept apart", error, { change });
    }
  }

  async function publish({ tenant, event }: TenantEvent): Promise<void> {
    try {
      await within(LONGEST_WAIT_MS, publishOperation(tenant, event));
    } catch (error) {
      const { type: event_type, id: producer_id } = event;
      log.error("event not published", error, { event_type, producer_id, ...tenant });
    }
  }

  return async (changes, by) => {
    if (changes.length === 0) return;
    const nowMs = now();
    const events = changes.flatMap((change) => changeEvent(change, by.keyId, nowMs) ?? []);
    await Promise.all([
      keep(changes.map((change) => changeLine(change, by, nowMs))),
      ...events.map(publish),
    ]);
  };
}

/** An operational event, and whose it is. */
interface TenantEvent {
  readonly tenant: Tenant;
  readonly event: OperationalEvent;
}

/**
 * The event that tells the tenant of a change, for those that it may not have expected: a webhook
 * that is paused, and a new API key. Whatever route made it.
 * @param keyId the API key that made it, or `operator`
 */
function changeEvent(
  { action, what, id, application, environment, fields }: Change,
  keyId: string,
  nowMs: number,
): TenantEvent | undefined {
  if (environment === undefined) return undefined;
  const tenant = { application, environment };
  const at = timeText(nowMs);
  if (what === "webhook" && isDisabling(fields)) {
    const payload = { webhook_id: id, disabled_by: keyId, disabled_at: at };
    return {
      tenant,
      event: { type: "webhook.disabled", id: `webhook.disabled:${id}:${at}`, payload },
    };
  }
  if (what === "api_key" && action === "created") {
    const payload = {
      key_id: id,
      ...texts(fields, "name", "role", "prefix", "expires_at"),
      created_by: keyId,
      created_at: at,
    };
    return { tenant, event: { type: "api-key.created", id: `api-key.created:${id}`, payload } };
  }
  return undefined;
}

function isDisabling(fields: readonly FieldChange[]): boolean {
  return fields.some(
    (change) =>
      change.field === "status" &&
      "from" in change &&
      change.from === "enabled" &&
      change.to === "disabled",
  );
}

/** The new values of some fields, as far as there are any. */
function texts(
  fields: readonly FieldChange[],
  ...names: readonly string[]
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields.flatMap((change) =>
      names.includes(change.field) && "to" in change ? [[change.field, String(change.to)]] : [],
    ),
  );
}
