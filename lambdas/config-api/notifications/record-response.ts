import { defined } from "../../shared/domain/defined.ts";
import {
  isTimeOver,
  mayCallBack,
  type Notification,
  type EndedNotification,
  type UpdatedOutcome,
} from "../../shared/domain/notification.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import { fieldProblem, noSuch, problem, type Problem } from "../http/problem.ts";
import type { NotificationResult } from "./create-notification.ts";
import type { NotificationPorts } from "./notification-ports.ts";
import type { ResponseInput } from "./notification-schemas.ts";

/** What recording a response needs. */
export type ResponsePorts = Pick<NotificationPorts, "notifications" | "publishCallback" | "now">;

/**
 * Records what the user chose, once, and calls back. Whoever finds the notification settled calls
 * back again, since whoever settled it may have died before: the callback's event is the same
 * however often it is published.
 * @param responseId names this request; the same again when it is repeated, which then finds its
 *   own work
 */
export async function recordResponse(
  ports: ResponsePorts,
  tenant: Tenant,
  uuid: string,
  input: ResponseInput,
  responseId: string,
): Promise<NotificationResult> {
  const { notifications, now } = ports;
  const seen = await notifications.read(tenant, uuid);
  if (seen === undefined) return noSuch("notification");
  if (seen.state === "PENDING") {
    const refused = problemOf(seen, input.action_response, now());
    if (refused !== undefined) return refused;
  }
  const settled =
    seen.state === "PENDING"
      ? await notifications.recordOutcome(tenant, uuid, outcomeOf(input, responseId, now()))
      : seen;
  if (settled === undefined) return noSuch("notification");
  await callBack(ports, settled);
  return settled.state === "UPDATED" && settled.responseId === responseId
    ? { kind: "notification", notification: settled }
    : ended(settled.state);
}

function ended(state: EndedNotification["state"]): Problem {
  return state === "UPDATED"
    ? problem("conflict", "The notification has been answered already.")
    : problem("conflict", "The notification has expired.");
}

function problemOf(seen: Notification, action: string, nowMs: number): Problem | undefined {
  if (isTimeOver(seen, nowMs)) return ended("EXPIRED");
  if (seen.actions.includes(action)) return undefined;
  const hint =
    seen.actions.length === 0 ? "this notification has no actions" : seen.actions.join(", ");
  return fieldProblem("action_response", "is none of the notification's actions", hint);
}

function outcomeOf(input: ResponseInput, responseId: string, nowMs: number): UpdatedOutcome {
  const { error_code: errorCode, delivery_status: reportedDeliveryStatus } = input;
  const { client_ip_address: clientIpAddress } = input;
  return {
    state: "UPDATED",
    responseId,
    updatedAtMs: nowMs,
    actionResponse: input.action_response,
    isDsVerified: input.is_ds_verified,
    responseCode: input.response_code,
    ...defined({ errorCode, reportedDeliveryStatus, clientIpAddress }),
  };
}

async function callBack(
  { publishCallback, now }: ResponsePorts,
  notification: EndedNotification,
): Promise<void> {
  const { callbackUrl } = notification;
  if (callbackUrl !== undefined && mayCallBack(notification, now())) {
    await publishCallback({ ...notification, callbackUrl });
  }
}
