import { MAX_WEBHOOKS_HIDDEN_INCLUDED } from "../../shared/domain/callback-webhook.ts";
import { type Application, ENVIRONMENTS, type Tenant } from "../../shared/domain/tenant.ts";
import { timeText } from "../http/fields.ts";
import { type Problem, problem } from "../http/problem.ts";
import type { Changed } from "../http/route.ts";
import type { WebhookStore } from "../webhooks/webhook-ports.ts";
import { applicationChange } from "./application-change.ts";

/** Result of a new application; `reserved`: one of this id was deleted, its remains are kept. */
export type ApplicationCreation = "created" | "exists" | "reserved";

/** What came of deleting an application. */
export type ApplicationRemoval = "removed" | "absent" | "has_webhooks";

/** Where applications are kept. */
export interface ApplicationStore {
  /** Puts an application with both environments. */
  create(application: Application): Promise<ApplicationCreation>;
  /**
   * When the id of a deleted application can be used again, in epoch milliseconds; `undefined` when
   * none left a mark.
   */
  reservedUntilMs(id: string): Promise<number | undefined>;
  read(id: string): Promise<Application | undefined>;
  /** Those whose id comes after `after`, by id, up to `limit`. */
  list(after: string | undefined, limit: number): Promise<readonly Application[]>;
  rename(id: string, name: string, nowMs: number): Promise<Application | undefined>;
  /** Deletes it, and reserves its id while what it leaves is kept. */
  remove(id: string, nowMs: number): Promise<ApplicationRemoval>;
}

/** What managing applications needs. */
export interface ApplicationPorts {
  readonly applications: ApplicationStore;
  readonly apiKeys: { removeAll(tenant: Tenant): Promise<void> };
  readonly portalLinks: { removeAll(application: string, nowMs: number): Promise<void> };
  readonly eventTypes: { removeAll(tenant: Tenant): Promise<void> };
  readonly signingKeys: { removeAll(tenant: Tenant): Promise<void> };
  readonly webhooks: Pick<WebhookStore, "list" | "remove" | "create">;
}

/**
 * Creates an application. API keys, portal links, signing keys and event types that an earlier one
 * of this id left behind (its deletion died half-way) are deleted first: they must not be those of
 * the new one.
 */
export async function createApplication(
  ports: Belongings & Pick<ApplicationPorts, "applications">,
  { id, name }: { readonly id: string; readonly name: string },
  nowMs: number,
): Promise<Problem | { readonly kind: "application"; readonly application: Application }> {
  const { applications } = ports;
  if ((await applications.read(id)) !== undefined) return thereIs(id);
  await removeBelongings(ports, id, nowMs);
  const application = { id, name, createdAtMs: nowMs, modifiedAtMs: nowMs };
  const creation = await applications.create(application);
  if (creation === "created") return { kind: "application", application };
  return creation === "exists"
    ? thereIs(id)
    : reserved(id, (await applications.reservedUntilMs(id)) ?? nowMs);
}

function thereIs(id: string): Problem {
  return problem("conflict", `There is an application ${id} already.`);
}

function reserved(id: string, untilMs: number): Problem {
  return problem(
    "conflict",
    `An application ${id} was deleted, and what it left is kept for a while: its id can be used again from ${timeText(untilMs)} on.`,
  );
}

/**
 * Deletes an application without webhooks, its portal links, and the keys and event types of both
 * its environments. Hidden webhooks go with it, once it is sure that no others are in the way. Of
 * one that was deleted before, what a deletion left that died half-way; its id is reserved, so that
 * none of this belongs to another.
 */
export async function removeApplication(
  ports: ApplicationPorts,
  id: string,
  nowMs: number,
  changed: Changed,
): Promise<ApplicationRemoval> {
  const { applications, webhooks } = ports;
  const application = await applications.read(id);
  const found = await Promise.all(
    ENVIRONMENTS.map((environment) =>
      webhooks.list({ application: id, environment }, undefined, MAX_WEBHOOKS_HIDDEN_INCLUDED),
    ),
  );
  const all = found.flat();
  if (all.some(({ hidden }) => hidden !== true)) return "has_webhooks";
  for (const webhook of all) await webhooks.remove(webhook, webhook.id);
  const removal = await applications.remove(id, nowMs);
  if (removal === "removed") changed(applicationChange(application, undefined));
  if (removal === "has_webhooks") {
    // Somebody made one in between: the application stays, and with it the callback_config that a
    // hidden one holds.
    for (const webhook of all) await webhooks.create(webhook);
  }
  const isGone =
    removal === "removed" ||
    (removal === "absent" && nowMs < ((await applications.reservedUntilMs(id)) ?? 0));
  if (isGone) await removeBelongings(ports, id, nowMs);
  return removal;
}

/** What an application has beside webhooks. */
type Belongings = Pick<ApplicationPorts, "apiKeys" | "portalLinks" | "eventTypes" | "signingKeys">;

async function removeBelongings(
  { apiKeys, portalLinks, eventTypes, signingKeys }: Belongings,
  id: string,
  nowMs: number,
): Promise<void> {
  await portalLinks.removeAll(id, nowMs);
  for (const environment of ENVIRONMENTS) {
    await apiKeys.removeAll({ application: id, environment });
    await eventTypes.removeAll({ application: id, environment });
    await signingKeys.removeAll({ application: id, environment });
  }
}
