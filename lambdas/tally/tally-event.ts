import type { OperationalEvent } from "../shared/adapters/operational-events.ts";
import { countOf, type Tally } from "../shared/domain/tally.ts";

/** The operational event that tells of a tally: `delivery.dropped` or `event.rejected`, by its owner and the begin of its span. */
export function tallyEvent(tally: Tally, spanMs: number): OperationalEvent {
  const { owner, startMs, reasons, ids, places } = tally;
  const since = new Date(startMs).toISOString();
  const counted = {
    since,
    until: new Date(startMs + spanMs).toISOString(),
    count: countOf(reasons),
    reasons,
  };
  return owner.kind === "dropped"
    ? {
        type: "delivery.dropped",
        id: `delivery.dropped:${owner.webhookId}:${since}`,
        payload: { webhook_id: owner.webhookId, ...counted, delivery_ids: ids },
      }
    : {
        type: "event.rejected",
        id: `event.rejected:${since}`,
        payload: { ...counted, event_ids: ids, places },
      };
}
