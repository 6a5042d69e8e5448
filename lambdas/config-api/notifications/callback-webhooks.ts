import {
  callbackConfigIdOf,
  callbackWebhookEndMs,
  callbackWebhookIdOf,
  endsTooSoon,
  hasEnded,
  MAX_WEBHOOKS_HIDDEN_INCLUDED,
} from "../../shared/domain/callback-webhook.ts";
import { checkCallbackOrigin } from "../../shared/domain/credential-origins.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Webhook } from "../../shared/domain/webhook.ts";
import { fieldProblem, type Problem } from "../http/problem.ts";
import { changeWebhook } from "../webhooks/change-webhook.ts";
import { creationProblem } from "../webhooks/creation-problem.ts";
import type { WebhookStore } from "../webhooks/webhook-ports.ts";
import type { NotificationPorts } from "./notification-ports.ts";

/** The most webhooks that a request removes: room for it and some after it, in a moment. */
const MOST_REMOVED = 10;

/**
 * Removes hidden webhooks of callback origins that have ended: one query, and a few deletions. Each
 * only as it was seen, since a notification may just have put its end off.
 * @returns how many
 */
async function removeEnded(
  { webhooks }: { readonly webhooks: Pick<WebhookStore, "list" | "remove"> },
  tenant: Tenant,
  nowMs: number,
): Promise<number> {
  const all = await webhooks.list(tenant, undefined, MAX_WEBHOOKS_HIDDEN_INCLUDED);
  const ended = all
    .filter((webhook) => webhook.quota === "callbacks" && hasEnded(webhook, nowMs))
    .slice(0, MOST_REMOVED);
  let removed = 0;
  for (const { id, version } of ended) {
    if (await webhooks.remove(tenant, id, version)) removed += 1;
  }
  return removed;
}

/** Origins that a hint lists at most: enough to see what is meant. */
const MOST_LISTED = 10;

/**
 * Why callbacks may not go to an origin; `undefined` when they may. Whoever makes notifications
 * need not know the credentials of the application's `callback_config`, and must not be able to
 * have them sent elsewhere.
 * @param config the hidden webhook that holds the `callback_config`
 * @param isKnown whether callbacks go to this origin already
 */
function originProblem(
  config: Webhook | undefined,
  origin: string,
  isKnown: boolean,
): Problem | undefined {
  switch (checkCallbackOrigin(config, origin, isKnown)) {
    case "allowed":
      return undefined;
    case "not_named":
      return fieldProblem(
        "callback_url",
        "is of an origin that the application's callback_config does not allow",
        `use one of ${listed(config?.config.allowedOrigins ?? [])}, or have the origin added to callback_config.allowed_origins (PATCH /applications/{id})`,
      );
    case "names_none":
      return fieldProblem(
        "callback_url",
        "is of a new origin, and the application's callback_config has credentials but names no origins for them",
        "have callback_config set anew with allowed_origins (PATCH /applications/{id}); origins that callbacks went to before need nothing",
      );
  }
}

function listed(origins: readonly string[]): string {
  const more = origins.length > MOST_LISTED ? ` and ${origins.length - MOST_LISTED} more` : "";
  return `${origins.slice(0, MOST_LISTED).join(", ")}${more}`;
}

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
