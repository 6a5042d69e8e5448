import type { NotificationWake } from "../../shared/domain/notification-wake.ts";
import type {
  NewNotification,
  Notification,
  NotificationOutcome,
  EndedNotification,
} from "../../shared/domain/notification.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { WebhookStore } from "../webhooks/webhook-ports.ts";

/** Where notifications are kept: each ends once, by whichever outcome is recorded first. */
export interface NotificationStore {
  /** Puts a new notification, pending. @returns `false` when there is one of this uuid */
  create(notification: NewNotification): Promise<boolean>;
  read(tenant: Tenant, uuid: string): Promise<Notification | undefined>;
  /** Records a first outcome. @returns how the notification ended; `undefined` if there is none */
  recordOutcome(
    tenant: Tenant,
    uuid: string,
    outcome: NotificationOutcome,
  ): Promise<EndedNotification | undefined>;
}

/** What making and answering notifications needs. */
export interface NotificationPorts {
  readonly notifications: NotificationStore;
  readonly webhooks: WebhookStore;
  /** Puts a wake on its way to `untilMs`. Throws unless the queue took it. */
  readonly sendWake: (wake: NotificationWake, untilMs: number) => Promise<void>;
  /** Publishes the callback of a notification that has ended. Throws unless the bus took it. */
  readonly publishCallback: (
    notification: EndedNotification & { readonly callbackUrl: string },
  ) => Promise<void>;
  readonly now: () => number;
}
