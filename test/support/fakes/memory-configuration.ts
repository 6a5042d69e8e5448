import type { ApiKeyStore } from "../../../lambdas/config-api/api-keys/create-api-key.ts";
import type { ApplicationStore } from "../../../lambdas/config-api/applications/manage-applications.ts";
import type { EventTypeStore } from "../../../lambdas/config-api/event-types/event-type-ports.ts";
import type {
  IdempotencyName,
  IdempotencyRecord,
  IdempotencyStore,
} from "../../../lambdas/config-api/idempotency/idempotent.ts";
import type {
  LegacySecrets,
  WebhookStore,
} from "../../../lambdas/config-api/webhooks/webhook-ports.ts";
import { retentionEndSeconds } from "../../../lambdas/shared/adapters/delivery-item.ts";
import type { OwnEventType } from "../../../lambdas/shared/adapters/event-type-item.ts";
import { MAX_EVENT_TYPES_PER_TENANT } from "../../../lambdas/shared/adapters/event-type-store.ts";
import { type ApiKey, MAX_API_KEYS_PER_TENANT } from "../../../lambdas/shared/domain/api-key.ts";
import type { Application } from "../../../lambdas/shared/domain/application.ts";
import { MAX_CALLBACK_ORIGINS_PER_TENANT } from "../../../lambdas/shared/domain/callback-webhook.ts";
import { ENVIRONMENTS, type Tenant, tenantKey } from "../../../lambdas/shared/domain/tenant.ts";
import { MAX_WEBHOOKS_PER_TENANT, type Webhook } from "../../../lambdas/shared/domain/webhook.ts";

/** The stores of the webhooks table. */
export interface ConfigurationStores {
  readonly applications: ApplicationStore;
  readonly apiKeys: ApiKeyStore;
  readonly webhooks: WebhookStore;
  readonly idempotency: IdempotencyStore;
  readonly legacySecrets: LegacySecrets;
  readonly eventTypes: EventTypeStore;
  /** The revision that the fan-out goes by; `undefined` when there is no such tenant. */
  readonly revision: (tenant: Tenant) => Promise<number | undefined>;
}

interface Environment {
  revision: number;
  legacySecret?: string | undefined;
  readonly webhooks: Map<string, Webhook>;
  readonly eventTypes: Map<string, OwnEventType>;
  readonly keys: Map<string, ApiKey>;
}

/** The webhooks table in memory. */
export function makeMemoryConfiguration(): ConfigurationStores {
  const applications = new Map<string, Application>();
  /** When the id of a deleted application can be used again. */
  const deleted = new Map<string, number>();
  const environments = new Map<string, Environment>();
  const idempotency = new Map<string, IdempotencyRecord>();
  const environmentOf = (tenant: Tenant) => environments.get(tenantKey(tenant));

  return {
    applications: {
      async create(application) {
        if (applications.has(application.id)) return "exists";
        if ((deleted.get(application.id) ?? 0) > application.createdAtMs) return "reserved";
        deleted.delete(application.id);
        applications.set(application.id, application);
        for (const environment of ENVIRONMENTS) {
          environments.set(tenantKey({ application: application.id, environment }), {
            revision: application.createdAtMs,
            webhooks: new Map(),
            eventTypes: new Map(),
            keys: new Map(),
          });
        }
        return "created";
      },
      reservedUntilMs: async (id) => deleted.get(id),
      read: async (id) => applications.get(id),
      list: async (after, limit) => page(applications, after, limit),
      async rename(id, name, nowMs) {
        const application = applications.get(id);
        if (application === undefined) return undefined;
        const renamed = { ...application, name, modifiedAtMs: nowMs };
        applications.set(id, renamed);
        return renamed;
      },
      async remove(id, nowMs) {
        if (!applications.has(id)) return "absent";
        const keys = ENVIRONMENTS.map((environment) => tenantKey({ application: id, environment }));
        if (keys.some((key) => (environments.get(key)?.webhooks.size ?? 0) > 0)) {
          return "has_webhooks";
        }
        applications.delete(id);
        for (const key of keys) environments.delete(key);
        deleted.set(id, retentionEndSeconds(nowMs) * 1000);
        return "removed";
      },
    },

    apiKeys: {
      async create(key) {
        const environment = environmentOf(key);
        if (environment === undefined) return "no_tenant";
        if (environment.keys.size >= MAX_API_KEYS_PER_TENANT) return "limit_reached";
        environment.keys.set(key.id, key);
        return "created";
      },
      find: async (tenant, id) => environmentOf(tenant)?.keys.get(id),
      read: async (tenant, id) => environmentOf(tenant)?.keys.get(id),
      list: async (tenant, after, limit) =>
        page(environmentOf(tenant)?.keys ?? new Map<string, ApiKey>(), after, limit),
      async noteUse(tenant, id, usedAtMs, unlessSinceMs) {
        const keys = environmentOf(tenant)?.keys;
        const key = keys?.get(id);
        if (key === undefined || (key.lastUsedAtMs ?? 0) > unlessSinceMs) return;
        keys?.set(id, { ...key, lastUsedAtMs: usedAtMs });
      },
      remove: async (tenant, id) => environmentOf(tenant)?.keys.delete(id) ?? false,
      async removeAll(tenant) {
        environmentOf(tenant)?.keys.clear();
      },
    },

    webhooks: {
      async create(webhook) {
        const environment = environmentOf(webhook);
        if (environment === undefined) return "no_tenant";
        if (environment.webhooks.has(webhook.id)) return "exists";
        const isCallback = webhook.quota === "callbacks";
        const most = isCallback ? MAX_CALLBACK_ORIGINS_PER_TENANT : MAX_WEBHOOKS_PER_TENANT;
        const counted = [...environment.webhooks.values()].filter(
          ({ quota }) => quota === webhook.quota,
        );
        if (counted.length >= most) return "limit_reached";
        environment.webhooks.set(webhook.id, webhook);
        environment.revision += 1;
        return "created";
      },
      read: async (tenant, id) => environmentOf(tenant)?.webhooks.get(id),
      list: async (tenant, after, limit) =>
        page(environmentOf(tenant)?.webhooks ?? new Map<string, Webhook>(), after, limit),
      async replace(webhook, seen) {
        const environment = environmentOf(webhook);
        if (environment?.webhooks.get(webhook.id)?.version !== seen) return false;
        environment.webhooks.set(webhook.id, webhook);
        environment.revision += 1;
        return true;
      },
      async remove(tenant, id, seen) {
        const environment = environmentOf(tenant);
        const present = environment?.webhooks.get(id);
        if (environment === undefined || present === undefined) return false;
        if (seen !== undefined && present.version !== seen) return false;
        environment.webhooks.delete(id);
        environment.revision += 1;
        return true;
      },
    },

    idempotency: {
      async start(name, record, nowMs) {
        const present = idempotency.get(idempotencyKey(name));
        if (present !== undefined && present.expiresAtMs > nowMs) return false;
        idempotency.set(idempotencyKey(name), record);
        return true;
      },
      read: async (name) => idempotency.get(idempotencyKey(name)),
      async takeOver(name, seenLockMs, lockedUntilMs) {
        const present = idempotency.get(idempotencyKey(name));
        const isOpen = present?.lockedUntilMs === seenLockMs && present.answer === undefined;
        if (isOpen) idempotency.set(idempotencyKey(name), { ...present, lockedUntilMs });
        return isOpen;
      },
      async finish(name, answer) {
        const present = idempotency.get(idempotencyKey(name));
        if (present !== undefined) idempotency.set(idempotencyKey(name), { ...present, answer });
      },
      async forget(name) {
        idempotency.delete(idempotencyKey(name));
      },
    },

    legacySecrets: {
      read: async (tenant) => environmentOf(tenant)?.legacySecret,
      async set(tenant, jwe) {
        const environment = environmentOf(tenant);
        if (environment !== undefined) environment.legacySecret = jwe;
        return environment !== undefined;
      },
    },

    eventTypes: {
      read: async (tenant, name) => environmentOf(tenant)?.eventTypes.get(name),
      list: async (tenant) => page(environmentOf(tenant)?.eventTypes ?? new Map(), undefined, 1e9),
      async put(type) {
        const environment = environmentOf(type);
        if (environment === undefined) return "no_tenant";
        const { eventTypes } = environment;
        const present = eventTypes.get(type.name);
        if (present === undefined && eventTypes.size >= MAX_EVENT_TYPES_PER_TENANT) {
          return "limit_reached";
        }
        const { createdAtMs } = present ?? type;
        eventTypes.set(type.name, { ...type, createdAtMs });
        environment.revision += 1;
        return present === undefined ? "created" : "replaced";
      },
      async removeAll(tenant) {
        environmentOf(tenant)?.eventTypes.clear();
      },
      async remove(tenant, name) {
        const environment = environmentOf(tenant);
        if (environment?.eventTypes.delete(name) !== true) return false;
        environment.revision += 1;
        return true;
      },
    },

    revision: async (tenant) => environmentOf(tenant)?.revision,
  };
}

function page<Value>(
  values: ReadonlyMap<string, Value>,
  after: string | undefined,
  limit: number,
): Value[] {
  return [...values.entries()]
    .filter(([id]) => after === undefined || id > after)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, limit)
    .map(([, value]) => value);
}

function idempotencyKey({ keyId, hash }: IdempotencyName): string {
  return `${keyId}/${hash}`;
}
