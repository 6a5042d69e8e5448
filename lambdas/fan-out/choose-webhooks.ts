import { callbackWebhookIdOf } from "../shared/domain/callback-webhook.ts";
import type { EventEntry } from "../shared/domain/event-entry.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import { wantsEvent } from "../shared/domain/webhook.ts";
import type { Listener } from "./ports.ts";

/**
 * The webhooks that get an event: those that want it or, of a notification's callback, the hidden one of its URL's origin.
 * @returns `undefined` when that hidden one is not there
 */
export function chooseWebhooks(
  entry: Pick<EventEntry, "type" | "payloadValue" | "callbackUrl">,
  tenant: Tenant,
  listeners: readonly Listener[],
): readonly Listener[] | undefined {
  const { type, payloadValue, callbackUrl } = entry;
  if (callbackUrl === undefined) {
    return listeners.filter((webhook) => wantsEvent(webhook, type, payloadValue));
  }
  const id = callbackWebhookIdOf(tenant, new URL(callbackUrl).origin);
  const hidden = listeners.find((webhook) => webhook.id === id);
  return hidden === undefined ? undefined : [hidden];
}
