import { DEFAULT_CONTENT_TYPE } from "../domain/content-type.ts";
import type { CarriedEvent } from "../domain/delivery-message.ts";
import { HOPS_HEADER } from "../domain/hops.ts";
import { deliveryIdOf, type DeliveryKey } from "../domain/identifiers.ts";
import { TRACEPARENT_HEADER } from "../domain/trace-context.ts";
import { version } from "../version.ts";
import type { OutgoingRequest, SignedBody } from "./ports.ts";

const USER_AGENT = `Ringback/${version}`;

/**
 * The request of one attempt. The ids do not change between attempts, so that a receiver can
 * recognise a repeat.
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

/**
 * The headers that an event brings along: the count of hops, this delivery included, and the trace
 * of its producer. That of the invocation which sends it is Ringback's own affair, and `tracestate`
 * and `baggage`, which may hold anything, stay behind.
 * @param own what the webhook's configuration adds (name, value, name, value …): a `traceparent`
 * there is the only one
 */
export function carriedHeaders(
  { hops = 0, traceparent }: Pick<CarriedEvent, "hops" | "traceparent">,
  own: readonly string[],
  carriesTraces = false,
): string[] {
  const counted = [HOPS_HEADER, String(hops + 1)];
  return !carriesTraces || traceparent === undefined || names(own, TRACEPARENT_HEADER)
    ? counted
    : [...counted, TRACEPARENT_HEADER, traceparent];
}

function names(flat: readonly string[], header: string): boolean {
  return flat.some((name, index) => index % 2 === 0 && name.toLowerCase() === header);
}
