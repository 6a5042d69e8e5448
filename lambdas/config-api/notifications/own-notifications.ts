import type { Application } from "../../shared/domain/application.ts";
import type { NotificationStore } from "./notification-ports.ts";

/**
 * The same store, without what an application of before left that had the same id: a notification
 * is kept for up to 90 days (60 behind an expiry within 30), and the id of a deleted application
 * reserved for 60.
 */
export function ownNotifications(
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
