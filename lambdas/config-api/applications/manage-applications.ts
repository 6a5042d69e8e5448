import type { Application } from "../../shared/domain/application.ts";
import { MAX_WEBHOOKS_HIDDEN_INCLUDED } from "../../shared/domain/callback-webhook.ts";
import { ENVIRONMENTS, type Tenant } from "../../shared/domain/tenant.ts";
import type { WebhookStore } from "../webhooks/webhook-ports.ts";

/** What came of deleting an application. */
export type ApplicationRemoval = "removed" | "absent" | "has_webhooks";

/** Where applications are kept. */
export interface ApplicationStore {
  /** Puts an application with both environments. @returns `false` when there is one of this id */
  create(application: Application): Promise<boolean>;
  read(id: string): Promise<Application | undefined>;
  /** Those whose id comes after `after`, by id, up to `limit`. */
  list(after: string | undefined, limit: number): Promise<readonly Application[]>;
  rename(id: string, name: string, nowMs: number): Promise<Application | undefined>;
  remove(id: string): Promise<ApplicationRemoval>;
}

/** What managing applications needs. */
export interface ApplicationPorts {
  readonly applications: ApplicationStore;
  readonly apiKeys: { removeAll(tenant: Tenant): Promise<void> };
  readonly eventTypes: { removeAll(tenant: Tenant): Promise<void> };
  readonly webhooks: Pick<WebhookStore, "list" | "remove">;
}

/**
 * Creates an application. Keys and event types that an earlier one of this id left behind (its deletion died half-way) are
 * deleted first: they must not be those of the new one.
 * @returns `undefined` when there is one of this id
 */
export async function createApplication(
  ports: Pick<ApplicationPorts, "applications" | "apiKeys" | "eventTypes">,
  { id, name }: { readonly id: string; readonly name: string },
  nowMs: number,
): Promise<Application | undefined> {
  const { applications } = ports;
  if ((await applications.read(id)) !== undefined) return undefined;
  await removeBelongings(ports, id);
  const application = { id, name, createdAtMs: nowMs, modifiedAtMs: nowMs };
  return (await applications.create(application)) ? application : undefined;
}

/**
 * Deletes an application without webhooks, and the keys and event types of both its environments. Hidden webhooks go with it, once it is sure
 * that no others are in the way.
 */
export async function removeApplication(
  ports: ApplicationPorts,
  id: string,
): Promise<ApplicationRemoval> {
  const { applications, webhooks } = ports;
  const found = await Promise.all(
    ENVIRONMENTS.map((environment) =>
      webhooks.list({ application: id, environment }, undefined, MAX_WEBHOOKS_HIDDEN_INCLUDED),
    ),
  );
  const all = found.flat();
  if (all.some(({ hidden }) => hidden !== true)) return "has_webhooks";
  for (const webhook of all) await webhooks.remove(webhook, webhook.id);
  const removal = await applications.remove(id);
  if (removal === "removed") await removeBelongings(ports, id);
  return removal;
}

async function removeBelongings(
  { apiKeys, eventTypes }: Pick<ApplicationPorts, "apiKeys" | "eventTypes">,
  id: string,
): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    await apiKeys.removeAll({ application: id, environment });
    await eventTypes.removeAll({ application: id, environment });
  }
}
