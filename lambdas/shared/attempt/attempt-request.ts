import { DEFAULT_CONTENT_TYPE } from "../domain/content-type.ts";
import { deliveryIdOf, type DeliveryKey } from "../domain/identifiers.ts";
import { version } from "../version.ts";
import type { OutgoingRequest, SignedBody } from "./ports.ts";

const USER_AGENT = `Ringback/${version}`;

/**
 * The request of one attempt. The ids do not change between attempts, so that a receiver can recognise a repeat.
 * @param number 1, 2, 3 …
 */
export function attemptRequest(
  key: DeliveryKey,
  number: number,
  {
    url,
    contentType = DEFAULT_CONTENT_TYPE,
  }: { readonly url: string; readonly contentType?: string | undefined },
  timeoutSeconds: number,
  signed: SignedBody,
): OutgoingRequest {
  return {
    url,
    headers: [
      "content-type",
      contentType,
      "user-agent",
      USER_AGENT,
      "ringback-delivery",
      deliveryIdOf(key),
      "ringback-event",
      key.eventId,
      "ringback-attempt",
      String(number),
      ...signed.headers,
    ],
    body: signed.body,
    timeoutMs: timeoutSeconds * 1000,
  };
}
