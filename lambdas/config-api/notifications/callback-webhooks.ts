import { callbackConfigIdOf, callbackWebhookIdOf } from "../../shared/domain/callback-webhook.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Webhook } from "../../shared/domain/webhook.ts";
import type { Problem } from "../../shared/runtime/problem.ts";
import { setWebhookStatus } from "../webhooks/change-webhook.ts";
import { creationRefusal } from "../webhooks/creation-refusal.ts";
import { originRefusal } from "./callback-origins.ts";
import type { NotificationPorts } from "./notification-ports.ts";

/**
 * Makes sure that there is a hidden webhook that carries callbacks to an origin, and that it is not gone: whoever names the
 * receiver anew says that it is there.
 * @returns why there is none
 */
export async function ensureCallbackWebhook(
  { webhooks }: Pick<NotificationPorts, "webhooks">,
  tenant: Tenant,
  origin: string,
  nowMs: number,
): Promise<Problem | undefined> {
  const id = callbackWebhookIdOf(tenant, origin);
  const [config, present] = await Promise.all([
    webhooks.read(tenant, callbackConfigIdOf(tenant)),
    webhooks.read(tenant, id),
  ]);
  const refusal = originRefusal(config, origin, present !== undefined);
  if (refusal !== undefined) return refusal;
  if (present === undefined) {
    const creation = await webhooks.create(callbackWebhook(tenant, id, origin, nowMs));
    return creation === "created" || creation === "exists" ? undefined : creationRefusal(creation);
  }
  if (present.status !== "gone") return undefined;
  const outcome = await setWebhookStatus({ webhooks }, tenant, id, "enabled", nowMs);
  return outcome.kind === "problem" ? outcome : undefined;
}

function callbackWebhook(tenant: Tenant, id: string, origin: string, nowMs: number): Webhook {
  return {
    ...tenant,
    id,
    version: 1,
    endpoint: origin,
    events: [],
    profile: "relid",
    hidden: true,
    status: "enabled",
    config: { customHeaderNames: [] },
    sealed: {},
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
  };
}
