import * as z from "zod";

import { makeRenderBody } from "../../shared/attempt/make-attempt.ts";
import { defined } from "../../shared/domain/defined.ts";
import type { CarriedEvent } from "../../shared/domain/delivery-message.ts";
import { parseDeliveryId } from "../../shared/domain/identifiers.ts";
import { spacelessJson } from "../../shared/domain/spaceless-json.ts";
import { isSameTenant, type Tenant } from "../../shared/domain/tenant.ts";
import { isOver } from "../../shared/domain/waiting.ts";
import type { Webhook, WebhookLimits } from "../../shared/domain/webhook.ts";
import { profileOf } from "../../shared/profiles/profiles.ts";
import {
  DELIVERY_ID,
  EVENT_ID,
  eventTypeName,
  strict,
  timeIn,
  WEBHOOK_ID,
} from "../http/fields.ts";
import { fieldProblem, noSuch, type Problem } from "../http/problem.ts";
import { jsonResponse, type Reply } from "../http/reply.ts";
import { type Call, pageOf, pagingQuery, type Route, tenantRoute } from "../http/route.ts";
import { timeRange } from "../http/time-range.ts";
import { readWebhook } from "../webhooks/change-webhook.ts";
import type { WebhookStore } from "../webhooks/webhook-ports.ts";
import type { DeliveryReader } from "./delivery-reader.ts";
import {
  deliveryDetailsOut,
  deliveryOut,
  showAttempt,
  showDelivery,
  showPending,
  showWaitsFor,
} from "./delivery-schemas.ts";
import {
  type DeliveriesWanted,
  knowsWebhook,
  listDeliveries,
  LISTED_STATUSES,
  MOST_WEBHOOKS,
} from "./list-deliveries.ts";

const renderBody = makeRenderBody();

/**
 * The body of a delivery as an attempt sends it now: the attributes that its webhook selects,
 * written without white space where it is signed as JWS. Of a webhook that was deleted, the whole
 * payload.
 */
function sentBody(eventId: string, event: CarriedEvent, webhook: Webhook | undefined): string {
  if (webhook === undefined) return event.payload;
  const body = renderBody(eventId, event, webhook.attributes);
  return profileOf(webhook).signature === "jws" ? spacelessJson(body) : body;
}

/** What reading deliveries needs. */
export interface DeliveryPorts {
  readonly deliveries: DeliveryReader;
  readonly webhooks: Pick<WebhookStore, "read" | "list">;
  /** The limits of webhooks that set none. */
  readonly defaultLimits: WebhookLimits;
}

const filters = {
  event_type: eventTypeName.optional().meta({ description: "Only deliveries of this event type." }),
  since: timeIn.optional().meta({ description: "Accepted then or later." }),
  until: timeIn.optional().meta({ description: "Accepted before then." }),
  status: z.enum(LISTED_STATUSES).optional().meta({
    description:
      "undelivered: waiting, dropped or cancelled; pending: put off before its first attempt.",
  }),
  ...pagingQuery,
};
const webhookQuery = strict(filters);
const allQuery = strict({
  webhook_id: z
    .string()
    .regex(WEBHOOK_ID, "use the id of a webhook")
    .optional()
    .meta({ description: "Only deliveries of this webhook." }),
  ...filters,
});
const page = {
  200: {
    description: "A page, newest first. It may hold fewer than `limit`, or none, before the last.",
    schema: pageOf(deliveryOut),
  },
};

/** `/deliveries` and `/webhooks/{id}/deliveries`. */
export function makeDeliveryRoutes(ports: DeliveryPorts): Route[] {
  return [
    tenantRoute({
      method: "GET",
      path: "/deliveries",
      operationId: "listDeliveries",
      summary: "List deliveries, newest first",
      description: `A delivery appears with the end of its first attempt; before it, its event shows it as pending. Without webhook_id, and with no status or with delivered, those of deleted webhooks are left out, and more than ${MOST_WEBHOOKS} webhooks are refused with 422. A webhook_id of no webhook here is 404; that of a deleted one is known as long as deliveries of it are kept.`,
      permission: "deliveries:read",
      query: allQuery,
      responses: page,
      async run(call, tenant) {
        const { webhook_id: id } = call.query;
        return id === undefined || (await knowsWebhook(ports, tenant, id))
          ? answerList(ports, tenant, call, id)
          : noSuch("webhook");
      },
    }),
    tenantRoute({
      method: "GET",
      path: "/webhooks/{id}/deliveries",
      operationId: "listWebhookDeliveries",
      summary: "List the deliveries of a webhook, newest first",
      permission: "deliveries:read",
      params: { id: WEBHOOK_ID },
      query: webhookQuery,
      responses: page,
      async run(call, tenant) {
        const { id = "" } = call.params;
        return (await readWebhook(ports, tenant, id)) === undefined
          ? noSuch("webhook")
          : answerList(ports, tenant, call, id);
      },
    }),
    tenantRoute({
      method: "GET",
      path: "/deliveries/{id}",
      operationId: "getDelivery",
      summary: "Read a delivery with its body and all attempts",
      permission: "deliveries:read",
      params: { id: DELIVERY_ID },
      responses: { 200: { description: "The delivery.", schema: deliveryDetailsOut } },
      run: ({ params, nowMs }, tenant) => answerDelivery(ports, tenant, params["id"] ?? "", nowMs),
    }),
  ];
}

async function answerDelivery(
  { deliveries, webhooks, defaultLimits }: DeliveryPorts,
  tenant: Tenant,
  id: string,
  nowMs: number,
): Promise<Reply> {
  const key = parseDeliveryId(id);
  if (key === undefined) return noSuch("delivery");
  const [record, event, webhook] = await Promise.all([
    deliveries.record(key),
    deliveries.event(key.eventId),
    webhooks.read(tenant, key.webhookId),
  ]);
  const owner = record ?? event;
  if (owner === undefined || !isSameTenant(owner, tenant)) return noSuch("delivery");
  const body = event === undefined ? null : sentBody(event.id, event, webhook);
  if (record !== undefined) {
    const { firstAttempt } = record;
    // A first-try success has no attempt items, unless it was sent again.
    const rest =
      firstAttempt === undefined || record.attempts > 1 ? await deliveries.attempts(key) : [];
    const attempts = [...(firstAttempt === undefined ? [] : [firstAttempt]), ...rest];
    return jsonResponse(200, {
      ...showDelivery(record),
      ...showWaitsFor(record, webhook, defaultLimits, nowMs),
      attempts: attempts.map((attempt) => showAttempt(attempt)),
      attempt_count: record.attempts,
      body,
    });
  }
  if (event?.webhookIds.includes(key.webhookId) !== true) return noSuch("delivery");
  if (isOver(event.acceptedAtMs, nowMs)) return noSuch("delivery");
  const attempts = await deliveries.attempts(key);
  return jsonResponse(200, {
    ...showPending({ ...key, ...tenant, eventType: event.type, acceptedAtMs: event.acceptedAtMs }),
    attempts: attempts.map((attempt) => showAttempt(attempt)),
    attempt_count: attempts.length,
    body,
  });
}

async function answerList(
  ports: DeliveryPorts,
  tenant: Tenant,
  { query, cursors }: Pick<Call<unknown, z.output<typeof webhookQuery>>, "query" | "cursors">,
  webhookId: string | undefined,
): Promise<Reply> {
  const { event_type: eventType, status, limit } = query;
  const range = timeRange(query);
  if (range.kind === "problem") return range;
  const { fromMs, toMs } = range;
  const position = await cursors.read(cursorPosition);
  if (position.kind === "problem") return position;
  const wanted: DeliveriesWanted = {
    ...defined({ webhookId, eventType, status, after: position.position }),
    fromMs,
    toMs,
    limit,
  };
  const listed = await listDeliveries(ports, tenant, wanted);
  if (listed === "too_many_webhooks") return needsWebhook();
  const { records, next } = listed;
  return jsonResponse(200, {
    data: records.map((record) => showDelivery(record)),
    next_cursor:
      next === undefined
        ? null
        : await cursors.write([next.acceptedAtMs, next.eventId, next.webhookId]),
  });
}

const cursorPosition = z
  .tuple([z.int().min(0), z.string().regex(EVENT_ID), z.string().regex(WEBHOOK_ID)])
  .transform(([acceptedAtMs, eventId, webhookId]) => ({ acceptedAtMs, eventId, webhookId }));

function needsWebhook(): Problem {
  return fieldProblem(
    "webhook_id",
    `is needed: there are more than ${MOST_WEBHOOKS} webhooks`,
    "name one; or ask for a status other than delivered, which is listed for all of them",
  );
}
