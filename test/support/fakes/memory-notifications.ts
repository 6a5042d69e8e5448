import type { NotificationStore } from "../../../lambdas/config-api/notifications/notification-ports.ts";
import type { Notification } from "../../../lambdas/shared/domain/notification.ts";
import { type Tenant, tenantKey } from "../../../lambdas/shared/domain/tenant.ts";

/** How long a notification is kept behind its expiry: 60 days. */
const KEPT_MS = 60 * 86_400_000;

/** Notifications in memory. */
export function makeMemoryNotifications(now: () => number): NotificationStore {
  const notifications = new Map<string, Notification>();
  const keyOf = (tenant: Tenant, uuid: string) => `${tenantKey(tenant)}#${uuid}`;

  function find(tenant: Tenant, uuid: string): Notification | undefined {
    const notification = notifications.get(keyOf(tenant, uuid));
    const isThere = notification !== undefined && notification.expiresAtMs + KEPT_MS > now();
    return isThere ? notification : undefined;
  }

  return {
    read: async (tenant, uuid) => find(tenant, uuid),

    async create(notification) {
      const key = keyOf(notification, notification.uuid);
      if (notifications.has(key)) return false;
      notifications.set(key, { ...notification, state: "PENDING" });
      return true;
    },

    async settle(tenant, uuid, outcome) {
      const present = find(tenant, uuid);
      if (present?.state !== "PENDING") return present;
      const settled = { ...present, ...outcome };
      notifications.set(keyOf(tenant, uuid), settled);
      return settled;
    },
  };
}
