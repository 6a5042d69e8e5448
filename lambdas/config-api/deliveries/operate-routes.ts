import { parseDeliveryId, type DeliveryKey } from "../../shared/domain/identifiers.ts";
import { isSameTenant, type Tenant } from "../../shared/domain/tenant.ts";
import { isOver } from "../../shared/domain/waiting.ts";
import type { Webhook } from "../../shared/domain/webhook.ts";
import { type Change, fieldChanges } from "../changes/domain/change.ts";
import { DELIVERY_ID } from "../http/fields.ts";
import { noSuch, problem, type Problem } from "../http/problem.ts";
import { jsonResponse, type Reply } from "../http/reply.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import type { WebhookStore } from "../webhooks/webhook-ports.ts";
import type { CancelResult } from "./cancel.ts";
import type { DeliveryReader } from "./delivery-reader.ts";
import { deliveryOut, showDelivery } from "./delivery-schemas.ts";
import type { ResendResult } from "./resend.ts";

/** What resending and cancelling deliveries needs. */
export interface OperatePorts {
  readonly deliveries: Pick<DeliveryReader, "record" | "event">;
  readonly webhooks: Pick<WebhookStore, "read">;
  readonly resend: (key: DeliveryKey) => Promise<ResendResult>;
  readonly cancel: (key: DeliveryKey) => Promise<CancelResult>;
}

/** Why a delivery was not sent again. */
const NOT_RESENT: Readonly<Record<Exclude<ResendResult["result"], "resent">, string>> = {
  not_started: "Its first attempt has not ended yet: it is on its way.",
  event_gone: "Its event is not kept any more: publish it again under another id.",
  busy: "It is being delivered at this moment: ask again in a while.",
};

/** Why a delivery would get nowhere, and what to do first. */
function standsStill(webhook: Webhook | undefined): string | undefined {
  switch (webhook?.status) {
    case undefined:
      return "Its webhook was deleted: create one, and publish the event again under another id.";
    case "gone":
      return "Its receiver answered 410 (gone): enable the webhook (POST /webhooks/{id}/enable), then resend.";
    case "disabled":
      return "Its webhook is disabled: enable it (POST /webhooks/{id}/enable), then resend.";
    case "enabled":
      return undefined;
  }
}

/** A delivery that may be resent or cancelled, and how it stood before that. */
interface Found {
  readonly key: DeliveryKey;
  readonly status: string;
}

const params = { id: DELIVERY_ID };
const accepted = { description: "The delivery as it stands now.", schema: deliveryOut };

/** `POST /deliveries/{id}/resend` and `/cancel`. */
export function makeOperateRoutes(ports: OperatePorts): Route[] {
  const { deliveries, webhooks } = ports;

  /** A delivery of this tenant; `undefined` when there is none. */
  async function find(tenant: Tenant, id: string, nowMs: number): Promise<Found | undefined> {
    const key = parseDeliveryId(id);
    if (key === undefined) return undefined;
    const record = await deliveries.record(key);
    const owner = record ?? (await eventFor(key, nowMs));
    if (owner === undefined || !isSameTenant(owner, tenant)) return undefined;
    return { key, status: record === undefined ? "pending" : showDelivery(record).status };
  }

  /** The event of a delivery that has not begun. */
  async function eventFor(
    { eventId, webhookId }: DeliveryKey,
    nowMs: number,
  ): Promise<Tenant | undefined> {
    const event = await deliveries.event(eventId);
    if (event?.webhookIds.includes(webhookId) !== true) return undefined;
    return isOver(event.acceptedAtMs, nowMs) ? undefined : event;
  }

  async function show(key: DeliveryKey): Promise<Reply> {
    const record = await deliveries.record(key);
    return record === undefined ? noSuch("delivery") : jsonResponse(202, showDelivery(record));
  }

  return [
    tenantRoute({
      method: "POST",
      path: "/deliveries/{id}/resend",
      operationId: "resendDelivery",
      summary: "Send a delivery again, now and with a fresh schedule",
      description:
        "In whatever state it is: delivered, dropped, cancelled or waiting. A request that is under way may still arrive too. Its webhook has to be enabled.",
      permission: "deliveries:write",
      params,
      conflict:
        "Its first attempt has not ended yet, its event is not kept any more, or its webhook is not enabled.",
      responses: { 202: accepted },
      async run({ params: { id = "" }, nowMs, changed }, tenant) {
        const found = await find(tenant, id, nowMs);
        if (found === undefined) return noSuch("delivery");
        const obstacle = standsStill(await webhooks.read(tenant, found.key.webhookId));
        if (obstacle !== undefined) return problem("conflict", obstacle);
        const { result } = await ports.resend(found.key);
        if (result !== "resent") return problem("conflict", NOT_RESENT[result]);
        changed(operated("resent", tenant, id, found.status, "waiting"));
        return show(found.key);
      },
    }),
    tenantRoute({
      method: "POST",
      path: "/deliveries/{id}/cancel",
      operationId: "cancelDelivery",
      summary: "Cancel a delivery that is pending or waiting",
      description: "It is not attempted any more; a request that is under way is not taken back.",
      permission: "deliveries:write",
      params,
      conflict: "It has ended already.",
      responses: { 202: accepted },
      async run({ params: { id = "" }, nowMs, changed }, tenant) {
        const found = await find(tenant, id, nowMs);
        if (found === undefined) return noSuch("delivery");
        const result = await ports.cancel(found.key);
        if (result.result !== "cancelled") return notCancelled(result);
        if (found.status !== "cancelled") {
          changed(operated("cancelled", tenant, id, found.status, "cancelled"));
        }
        return show(found.key);
      },
    }),
  ];
}

function operated(
  action: "resent" | "cancelled",
  { application, environment }: Tenant,
  id: string,
  from: string,
  to: string,
): Change {
  const fields = fieldChanges({ status: from }, { status: to });
  return { action, what: "delivery", id, application, environment, fields };
}

function notCancelled(result: Exclude<CancelResult, { readonly result: "cancelled" }>): Problem {
  return result.result === "ended"
    ? problem("conflict", `It has ended already: it was ${result.status}.`)
    : noSuch("delivery");
}
