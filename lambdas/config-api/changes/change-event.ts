import type { Tenant } from "../../shared/domain/tenant.ts";
import type { OperationalEvent } from "../../shared/eventbridge/operational-events.ts";
import { timeText } from "../http/fields.ts";
import type { Change, FieldChange } from "./domain/change.ts";

/** An operational event, and whose it is. */
export interface TenantEvent {
  readonly tenant: Tenant;
  readonly event: OperationalEvent;
}

/**
 * The event that tells the tenant of a change, for those that it may not have expected: a webhook
 * that is paused, and a new API key. Whatever route made it.
 * @param keyId the API key that made it, or `operator`
 */
export function changeEvent(
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
