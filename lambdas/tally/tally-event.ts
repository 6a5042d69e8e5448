import { createHash } from "node:crypto";

import { countOf, type Tally } from "../shared/domain/tally.ts";
import type { OperationalEvent } from "../shared/eventbridge/operational-events.ts";

/** Characters of the hash in an id: 72 bits, to tell a few tallies of one span apart. */
const HASH_LENGTH = 12;

/**
 * The operational event that tells of a tally: `delivery.dropped` or `event.rejected`. Its id
 * follows from what it tells: told again it is the same event, and what comes to a tally that was
 * told of already is another one, not a false repeat.
 */
export function tallyEvent(tally: Tally, spanMs: number): OperationalEvent {
  const { owner, startMs, reasons, ids, places } = tally;
  const since = new Date(startMs).toISOString();
  const counted = {
    since,
    until: new Date(startMs + spanMs).toISOString(),
    count: countOf(reasons),
    // In an order of their own: a store gives them in any.
    reasons: Object.fromEntries(Object.entries(reasons).toSorted(byName)),
  };
  return owner.kind === "dropped"
    ? eventOf("delivery.dropped", `${owner.webhookId}:${since}`, {
        webhook_id: owner.webhookId,
        ...counted,
        delivery_ids: ids,
      })
    : eventOf("event.rejected", since, { ...counted, event_ids: ids, places });
}

function eventOf(
  type: string,
  name: string,
  payload: OperationalEvent["payload"],
): OperationalEvent {
  const hash = createHash("sha256").update(JSON.stringify(payload)).digest("base64url");
  return { type, id: `${type}:${name}:${hash.slice(0, HASH_LENGTH)}`, payload };
}

function byName([one]: readonly [string, number], [other]: readonly [string, number]): number {
  return one < other ? -1 : 1;
}
