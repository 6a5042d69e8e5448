import { parseDeliveryId, type DeliveryKey } from "../../shared/domain/identifiers.ts";
import { isSameTenant, type Tenant } from "../../shared/domain/tenant.ts";
import { isOver } from "../../shared/domain/waiting.ts";
import { problem, type Problem } from "../../shared/runtime/problem.ts";
import type { CancelResult } from "../../shared/waiting/cancel.ts";
import type { ResendResult } from "../../shared/waiting/resend.ts";
import { DELIVERY_ID } from "../http/fields.ts";
import { jsonAnswer, type Reply } from "../http/reply.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import type { DeliveryReader } from "./delivery-reader.ts";
import { deliveryOut, showDelivery } from "./delivery-schemas.ts";

/** What resending and cancelling deliveries needs. */
export interface OperatePorts {
  readonly deliveries: Pick<DeliveryReader, "record" | "event">;
  readonly resend: (key: DeliveryKey) => Promise<ResendResult>;
  readonly cancel: (key: DeliveryKey) => Promise<CancelResult>;
}

/** Why a delivery was not sent again. */
const NOT_RESENT: Readonly<Record<Exclude<ResendResult["result"], "resent">, string>> = {
  not_started: "Its first attempt has not ended yet: it is on its way.",
  event_gone: "Its event is not kept any more: publish it again under another id.",
  busy: "It is being delivered at this moment: ask again in a while.",
};

const params = { id: DELIVERY_ID };
const accepted = { description: "The delivery as it stands now.", schema: deliveryOut };

/** `POST /deliveries/{id}/resend` and `/cancel`. */
export function makeOperateRoutes(ports: OperatePorts): Route[] {
  const { deliveries } = ports;

  /** The key of a delivery of this tenant; `undefined` when there is none. */
  async function find(tenant: Tenant, id: string, nowMs: number): Promise<DeliveryKey | undefined> {
    const key = parseDeliveryId(id);
    if (key === undefined) return undefined;
    const owner = (await deliveries.record(key)) ?? (await eventFor(key, nowMs));
    return owner !== undefined && isSameTenant(owner, tenant) ? key : undefined;
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
    return record === undefined ? absent() : jsonAnswer(202, showDelivery(record));
  }

  return [
    tenantRoute({
      method: "POST",
      path: "/deliveries/{id}/resend",
      operationId: "resendDelivery",
      summary: "Send a delivery again, now and with a fresh schedule",
      description:
        "In whatever state it is: delivered, dropped, cancelled or waiting. A request that is under way may still arrive too.",
      permission: "deliveries:write",
      params,
      answers: { 202: accepted },
      async run({ params: { id = "" }, nowMs }, tenant) {
        const key = await find(tenant, id, nowMs);
        if (key === undefined) return absent();
        const { result } = await ports.resend(key);
        return result === "resent" ? show(key) : problem("conflict", NOT_RESENT[result]);
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
      answers: { 202: accepted },
      async run({ params: { id = "" }, nowMs }, tenant) {
        const key = await find(tenant, id, nowMs);
        if (key === undefined) return absent();
        const result = await ports.cancel(key);
        return result.result === "cancelled" ? show(key) : notCancelled(result);
      },
    }),
  ];
}

function notCancelled(result: Exclude<CancelResult, { readonly result: "cancelled" }>): Problem {
  return result.result === "ended"
    ? problem("conflict", `It has ended already: it was ${result.status}.`)
    : absent();
}

function absent(): Problem {
  return problem("not-found", "There is no such delivery.");
}
