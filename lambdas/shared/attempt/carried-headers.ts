import type { CarriedEvent } from "../domain/delivery-message.ts";
import { HOPS_HEADER } from "../domain/hops.ts";
import { TRACEPARENT_HEADER } from "../domain/trace-context.ts";

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
