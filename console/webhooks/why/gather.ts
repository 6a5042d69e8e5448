import type {
  DeliveryDetails,
  Event,
  RejectedEvent,
  RingbackClient,
  Webhook,
} from "../../../client/client.ts";
import type { Answered } from "../../api/outcome.ts";
import { loadEventTypes } from "../../event-types/load-event-types.ts";
import { eventIdsOf } from "./event-id.ts";
import type { EventFacts, Facts } from "./facts.ts";

/** Rejected events that are looked through: a page, the newest. */
const REJECTED_LOOKED_AT = 200;
/** Deliveries of a type that are looked through for its latest events. */
const DELIVERIES_LOOKED_AT = 100;
/** Events that are offered. */
const MOST_OFFERED = 10;

/** Asks for everything that `explain` needs. */
export async function gatherFacts(
  client: RingbackClient,
  webhookId: string,
  asked: string,
  signal: AbortSignal,
): Promise<Answered<Facts>> {
  const given = { params: { path: { id: webhookId } }, signal };
  const [webhook, rejected] = await Promise.all([
    client.GET("/webhooks/{id}", given),
    client.GET("/rejected-events", { params: { query: { limit: REJECTED_LOOKED_AT } }, signal }),
  ]);
  if (webhook.data === undefined) return { error: webhook.error, response: webhook.response };
  if (rejected.data === undefined) return { error: rejected.error, response: rejected.response };
  const { data: rejections } = rejected.data;
  const facts = {
    webhook: webhook.data,
    nowMs: Date.now(),
    rejected: rejections.filter((one) => mightBeFor(webhook.data, one)),
  };
  if (asked === "") {
    const unknown = await unknownTypes(client, webhook.data, signal);
    const { data: names, error, response } = unknown;
    if (names === undefined) return { error, response };
    return { data: { ...facts, unknownTypes: names }, response };
  }
  const found = await gatherEvent(client, webhook.data, asked, rejections, signal);
  const { data: event, error, response } = found;
  if (event === undefined) return { error, response };
  return { data: { ...facts, unknownTypes: [], event }, response };
}

async function gatherEvent(
  client: RingbackClient,
  webhook: Webhook,
  asked: string,
  rejections: readonly RejectedEvent[],
  signal: AbortSignal,
): Promise<Answered<EventFacts>> {
  for (const id of await eventIdsOf(webhook, asked)) {
    const event = await client.GET("/events/{id}", { params: { path: { id } }, signal });
    if (event.data !== undefined) return gatherDelivery(client, webhook, event.data, signal);
    if (event.response.status !== 404) return { error: event.error, response: event.response };
  }
  const rejected = rejections.find(({ id, producer_id: producerId, bus_id: busId }) =>
    [id, producerId, busId].includes(asked),
  );
  // That it is missing is an answer, no problem: the API's 404 goes no further.
  const response = new Response();
  return { data: { kind: "missing", asked, ...(rejected && { rejected }) }, response };
}

async function gatherDelivery(
  client: RingbackClient,
  webhook: Webhook,
  event: Event,
  signal: AbortSignal,
): Promise<Answered<EventFacts>> {
  const own = event.deliveries.find(({ webhook_id: id }) => id === webhook.id);
  if (own === undefined) return { data: { kind: "found", event }, response: new Response() };
  const { data, error, response } = await client.GET("/deliveries/{id}", {
    params: { path: { id: own.id } },
    signal,
  });
  if (error !== undefined) return { error, response };
  const delivery: DeliveryDetails = data;
  return { data: { kind: "found", event, delivery }, response };
}

/** Whether a rejected event is of a type that the webhook wants, or nobody knows of which. */
function mightBeFor({ events }: Webhook, { type }: RejectedEvent): boolean {
  return type === undefined || events.includes("*") || events.includes(type);
}

async function unknownTypes(
  client: RingbackClient,
  { events }: Webhook,
  signal: AbortSignal,
): Promise<Answered<readonly string[]>> {
  const named = events.filter((name) => name !== "*");
  if (named.length === 0) return { data: [], response: new Response() };
  const { data: types, error, response } = await loadEventTypes(client, signal);
  if (types === undefined) return { error, response };
  const known = new Set(types.map(({ name }) => name));
  return { data: named.filter((name) => !known.has(name)), response };
}

/** An event that may be asked after. */
export interface OfferedEvent {
  readonly id: string;
  readonly acceptedAt: string;
}

/**
 * The latest events of a type that any webhook got, newest first. One that no webhook wanted is in
 * no list: it takes its id.
 */
export async function latestEvents(
  client: RingbackClient,
  type: string,
  signal: AbortSignal,
): Promise<Answered<OfferedEvent[]>> {
  const page = await client.GET("/deliveries", {
    params: { query: { event_type: type, limit: DELIVERIES_LOOKED_AT } },
    signal,
  });
  if (page.data === undefined) return { error: page.error, response: page.response };
  const events = new Map(
    page.data.data.map(({ event_id: id, accepted_at: at }) => [id, { id, acceptedAt: at }]),
  );
  return { data: [...events.values()].slice(0, MOST_OFFERED), response: page.response };
}
