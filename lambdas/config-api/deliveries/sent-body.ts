import { makeRenderBody } from "../../shared/attempt/render-body.ts";
import type { CarriedEvent } from "../../shared/domain/delivery-message.ts";
import { spacelessJson } from "../../shared/domain/spaceless-json.ts";
import type { Webhook } from "../../shared/domain/webhook.ts";
import { profileOf } from "../../shared/profiles/profiles.ts";

const renderBody = makeRenderBody();

/**
 * The body of a delivery as an attempt sends it now: the attributes that its webhook selects,
 * written without white space where it is signed as JWS. Of a webhook that was deleted, the whole
 * payload.
 */
export function sentBody(
  eventId: string,
  event: CarriedEvent,
  webhook: Webhook | undefined,
): string {
  if (webhook === undefined) return event.payload;
  const body = renderBody(eventId, event, webhook.attributes);
  return profileOf(webhook).signature === "jws" ? spacelessJson(body) : body;
}
