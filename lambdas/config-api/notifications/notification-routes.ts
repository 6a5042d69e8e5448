import type { DestinationRules } from "../../shared/domain/destination-rules.ts";
import { noSuch } from "../http/problem.ts";
import { jsonResponse, type Reply } from "../http/reply.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { createNotification, type NotificationResult } from "./create-notification.ts";
import { notificationOut, showNotification } from "./notification-document.ts";
import type { NotificationPorts } from "./notification-ports.ts";
import { makeNewNotificationSchema, newResponse } from "./notification-schemas.ts";
import { ownNotifications } from "./own-notifications.ts";
import { recordResponse } from "./record-response.ts";

/** What notification uuids look like. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;

const shown = { description: "The notification.", schema: notificationOut };
const params = { uuid: UUID };

/** `/notifications`. */
export function makeNotificationRoutes(
  given: NotificationPorts & {
    readonly applications: Parameters<typeof ownNotifications>[1];
    readonly destinationRules: DestinationRules;
  },
): Route[] {
  const notifications = ownNotifications(given.notifications, given.applications);
  const ports = { ...given, notifications };
  const { destinationRules } = ports;
  return [
    tenantRoute({
      method: "POST",
      path: "/notifications",
      operationId: "createNotification",
      summary:
        "Make a REL-ID notification, which calls back when the user acts or its time is over",
      description:
        "The callback is an event NOTIFICATION_CALLBACK, sent to callback_url with the application's callback_config, and retried like any other.",
      permission: "notifications:write",
      body: makeNewNotificationSchema(destinationRules),
      conflict: "Callbacks go to as many origins as there may be.",
      urls: ["callback_url"],
      responses: { 201: shown },
      async run({ body, nowMs, idBytes }, tenant) {
        const when = { idBytes: idBytes(16), nowMs };
        return show(await createNotification(ports, tenant, body, when), 201, nowMs);
      },
    }),
    tenantRoute({
      method: "GET",
      path: "/notifications/{uuid}",
      operationId: "getNotification",
      summary: "Read a notification",
      description: "Kept for 60 days after its expiry.",
      permission: "notifications:read",
      params,
      responses: { 200: shown },
      async run({ params: { uuid = "" }, nowMs }, tenant) {
        const notification = await notifications.read(tenant, uuid);
        return notification === undefined
          ? noSuch("notification")
          : jsonResponse(200, showNotification(notification, nowMs));
      },
    }),
    tenantRoute({
      method: "POST",
      path: "/notifications/{uuid}/response",
      operationId: "respondToNotification",
      summary: "Record what the user chose, and call back",
      description: "Once: 409 when it was answered already, or has expired.",
      permission: "notifications:write",
      params,
      body: newResponse,
      conflict: "It was answered already, or has expired.",
      responses: { 200: shown },
      async run({ params: { uuid = "" }, body, nowMs, idBytes }, tenant) {
        const responseId = Buffer.from(idBytes(16)).toString("hex");
        return show(await recordResponse(ports, tenant, uuid, body, responseId), 200, nowMs);
      },
    }),
  ];
}

function show(result: NotificationResult, status: number, nowMs: number): Reply {
  return result.kind === "problem"
    ? result
    : jsonResponse(status, showNotification(result.notification, nowMs));
}
