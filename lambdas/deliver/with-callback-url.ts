import type { ReadyWebhook } from "../shared/attempt/ports.ts";
import type { CarriedEvent } from "../shared/domain/delivery-message.ts";

/**
 * The webhook as this event is to be sent to it: the callback of a notification goes to the URL that the notification named,
 * which must be one of its (hidden) webhook's origin, so that credentials go nowhere else.
 */
export function withCallbackUrl(
  webhook: ReadyWebhook,
  { callbackUrl }: CarriedEvent,
): ReadyWebhook {
  if (callbackUrl === undefined) return webhook;
  return URL.parse(callbackUrl)?.origin === webhook.endpoint
    ? { ...webhook, endpoint: callbackUrl }
    : {
        ...webhook,
        headers: { ok: false, message: "the callback URL is not of its webhook's origin" },
      };
}
