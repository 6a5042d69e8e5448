import {
  callbackConfigIdOf,
  callbackWebhookEndMs,
  callbackWebhookIdOf,
  endsTooSoon,
} from "../../shared/domain/callback-webhook.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Webhook } from "../../shared/domain/webhook.ts";
import type { Problem } from "../http/problem.ts";
import { changeWebhook } from "../webhooks/change-webhook.ts";
import { creationProblem } from "../webhooks/creation-problem.ts";
import { originProblem } from "./callback-origins.ts";
import type { NotificationPorts } from "./notification-ports.ts";
import { removeEnded } from "./remove-ended.ts";

type Ports = Pick<NotificationPorts, "webhooks">;

/**
 * Makes sure that there is a hidden webhook that carries callbacks to an origin, that it stays as
 * long as a notification of now may need it, and that it is not gone: whoever names the receiver
 * again says that it is there.
 * @returns why there is none
 */
export async function ensureCallbackWebhook(
  ports: Ports,
  tenant: Tenant,
  origin: string,
  nowMs: number,
): Promise<Problem | undefined> {
  const { webhooks } = ports;
  const id = callbackWebhookIdOf(tenant, origin);
  const [config, present] = await Promise.all([
    webhooks.read(tenant, callbackConfigIdOf(tenant)),
    webhooks.read(tenant, id),
  ]);
  const refused = originProblem(config, origin, present !== undefined);
  if (refused !== undefined) return refused;
  if (present !== undefined) {
    if (isReady(present, nowMs)) return undefined;
    const outcome = await changeWebhook(ports, tenant, id, (webhook) => ({
      changed: isReady(webhook, nowMs) ? webhook : readied(webhook, nowMs),
    }));
    if (outcome.kind === "webhook") return undefined;
    // Deleted in between: made again.
    if (outcome.code !== "not-found") return outcome;
  }
  return create(ports, callbackWebhook(tenant, id, origin, nowMs), nowMs);
}

/** Puts a hidden webhook; where there is no room, those that have ended make it. */
async function create(ports: Ports, webhook: Webhook, nowMs: number): Promise<Problem | undefined> {
  const { webhooks } = ports;
  let creation = await webhooks.create(webhook);
  if (creation === "limit_reached" && (await removeEnded(ports, webhook, nowMs)) > 0) {
    creation = await webhooks.create(webhook);
  }
  return creation === "created" || creation === "exists"
    ? undefined
    : creationProblem(creation, "callbacks");
}

function isReady(webhook: Webhook, nowMs: number): boolean {
  return webhook.status !== "gone" && !endsTooSoon(webhook, nowMs);
}

function readied(webhook: Webhook, nowMs: number): Webhook {
  const { statusReason, ...rest } = webhook;
  const isGone = webhook.status === "gone";
  return {
    ...rest,
    ...(isGone ? { status: "enabled" } : statusReason !== undefined && { statusReason }),
    version: webhook.version + 1,
    endsAtMs: callbackWebhookEndMs(nowMs),
    modifiedAtMs: nowMs,
  };
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
    quota: "callbacks",
    endsAtMs: callbackWebhookEndMs(nowMs),
    status: "enabled",
    config: { customHeaderNames: [] },
    sealed: {},
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
  };
}
