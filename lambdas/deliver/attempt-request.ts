import { deliveryIdOf, type DeliveryKey } from "../shared/domain/identifiers.ts";
import { version } from "../shared/version.ts";
import type { OutgoingRequest } from "./ports.ts";

const USER_AGENT = `Ringback/${version}`;

/**
 * The request of one attempt. The ids do not change between attempts, so that a receiver can recognise a repeat.
 * @param number 1, 2, 3 …
 */
export function attemptRequest(
  key: DeliveryKey,
  number: number,
  payload: string,
  endpoint: string,
  timeoutSeconds: number,
  configuredHeaders: readonly string[],
): OutgoingRequest {
  return {
    url: endpoint,
    headers: [
      "content-type",
      "application/json",
      "user-agent",
      USER_AGENT,
      "ringback-delivery",
      deliveryIdOf(key),
      "ringback-event",
      key.eventId,
      "ringback-attempt",
      String(number),
      ...configuredHeaders,
    ],
    body: payload,
    timeoutMs: timeoutSeconds * 1000,
  };
}
