import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import type { DestinationRules } from "../../shared/domain/destination-rules.ts";
import { eventIdOf } from "../../shared/domain/identifiers.ts";
import { callbackFieldsOf } from "../../shared/domain/notification-callback.ts";
import {
  asSeenAt,
  DELIVERY_STATUSES,
  MESSAGE_TYPES,
  type Notification,
} from "../../shared/domain/notification.ts";
import type { Application } from "../../shared/domain/tenant.ts";
import { noSuch } from "../http/problem.ts";
import { jsonResponse, type Reply } from "../http/reply.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import {
  createNotification,
  type NotificationResult,
  recordResponse,
} from "./create-notification.ts";
import type { NotificationPorts, NotificationStore } from "./notification-ports.ts";
import { makeNewNotificationSchema, newResponse } from "./notification-schemas.ts";

/** A notification in an answer: its callback's known fields, and what it was made with. */
const notificationOut = z
  .object({
    user_id: z.string(),
    notification_uuid: z.string(),
    response_code: z.number().optional(),
    error_code: z.union([z.string(), z.number()]).optional(),
    status: z.enum(["PENDING", "UPDATED", "EXPIRED"]),
    delivery_status: z.enum(DELIVERY_STATUSES),
    action_response: z.string().optional(),
    is_ds_verified: z.boolean().optional(),
    msg_id: z.string(),
    verification_mode: z.string(),
    original_verification_mode: z.string(),
    create_ts: z.string().meta({ examples: ["2024-10-11T13:00:00Z"] }),
    update_ts: z.string().optional(),
    expiry_timestamp: z.string(),
    client_ip_address: z.string().optional(),
    msg_type: z.enum(MESSAGE_TYPES),
    actions: z.array(z.string()),
    callback_url: z.string().optional(),
    event_id: z
      .string()
      .optional()
      .meta({ description: "The event of its callback, once it has ended: GET /events/{id}." }),
  })
  .meta({ id: "Notification" });

/** A notification as it is shown. */
function showNotification(
  notification: Notification,
  nowMs: number,
): z.output<typeof notificationOut> {
  const { msgType, actions: labels, callbackUrl, state, uuid } = notification;
  const isCalledBack = state !== "PENDING" && callbackUrl !== undefined;
  return {
    ...callbackFieldsOf(asSeenAt(notification, nowMs)),
    msg_type: msgType,
    actions: [...labels],
    ...defined({ callback_url: callbackUrl }),
    ...(isCalledBack && { event_id: eventIdOf(notification, "notification", uuid) }),
  };
}

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

/**
 * The same store, without what an application of before left that had the same id: a notification
 * is kept for up to 90 days (60 behind an expiry within 30), and the id of a deleted application
 * reserved for 60.
 */
function ownNotifications(
  store: NotificationStore,
  applications: { read(id: string): Promise<Application | undefined> },
): NotificationStore {
  return {
    ...store,
    async read(tenant, uuid) {
      const [notification, application] = await Promise.all([
        store.read(tenant, uuid),
        applications.read(tenant.application),
      ]);
      if (notification === undefined || application === undefined) return undefined;
      return notification.createdAtMs >= application.createdAtMs ? notification : undefined;
    },
  };
}
