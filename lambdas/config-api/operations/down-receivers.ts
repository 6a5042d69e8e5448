import { type Breaker, holdsBack } from "../../shared/domain/breaker.ts";
import { defined } from "../../shared/domain/defined.ts";
import type { LaneOwner } from "../../shared/domain/lane.ts";
import type { WebhookStatus } from "../../shared/domain/webhook.ts";
import type { Breakers } from "../../shared/waiting/receiver-ports.ts";
import { LAST_MS } from "../http/time-range.ts";
import type { WaitingPorts } from "./waiting-receivers.ts";

/** Receivers of one page: each takes five queries, as one that waits does. */
const MOST_RECEIVERS = 20;

/** A receiver that is down, or has just come back. */
export interface DownReceiver extends LaneOwner {
  readonly breaker: Breaker;
  /** `deleted`: what waits is dropped at its next attempt. */
  readonly webhookStatus: WebhookStatus | "deleted";
  /** Deliveries that wait in the lane: so many as one page of it shows, up to 2,000. */
  readonly parked: number;
  readonly isMore: boolean;
}

/** Some of them; `next` is where to go on, absent at the end. */
export interface DownPage {
  readonly receivers: readonly DownReceiver[];
  /** Webhook id. */
  readonly next?: string;
}

/** What finding them needs. */
export interface DownPorts extends Pick<WaitingPorts, "lanes" | "laneIndex" | "laneWebhooks"> {
  /** @default - nothing is known to be down */
  readonly breakers?: Pick<Breakers, "read">;
}

type Found = LaneOwner & { readonly breaker: Breaker };

/**
 * Receivers of all tenants that the breaker found down, and that have not wholly recovered, by the
 * list of lanes that the sweep goes by: what waits for them is in one. At most 101 queries, 500
 * items by key in five requests, and 20 reads of a webhook's status; few of them, or none, where
 * few of 500 lanes are down.
 */
export async function downReceivers(
  ports: DownPorts,
  after: string | undefined,
  limit: number,
): Promise<DownPage> {
  const { lanes, breakers } = ports;
  if (breakers === undefined) return { receivers: [] };
  const { owners, next } = await lanes.list(after);
  const known = await Promise.all(owners.map((owner) => breakers.read(owner)));
  const found = owners.flatMap((owner, place): Found[] => {
    const breaker = known[place]?.breaker;
    return breaker !== undefined && holdsBack(breaker) ? [{ ...owner, breaker }] : [];
  });
  const most = Math.min(limit, MOST_RECEIVERS);
  const page = found.slice(0, most);
  const goOn = found.length > most ? page.at(-1)?.webhookId : next;
  const receivers = await Promise.all(page.map((one) => explain(ports, one)));
  return { receivers, ...defined({ next: goOn }) };
}

async function explain({ laneIndex, laneWebhooks }: DownPorts, one: Found): Promise<DownReceiver> {
  const [webhook, { parked, next }] = await Promise.all([
    laneWebhooks.find(one),
    laneIndex.due(one.webhookId, LAST_MS, undefined),
  ]);
  return {
    ...one,
    webhookStatus: webhook?.status ?? "deleted",
    parked: parked.length,
    isMore: next !== undefined,
  };
}
