import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Webhook, WebhookLimits } from "../../shared/domain/webhook.ts";
import type { Breakers } from "../../shared/waiting/receiver-ports.ts";
import type { Standings } from "../../shared/waiting/receiver-ports.ts";
import type { EventTypePorts } from "../event-types/event-type-ports.ts";
import type { CredentialVault } from "./authentication/seal-secrets.ts";
import type { KnownHealth } from "./health/webhook-health.ts";
import type { WebhookSchemas } from "./webhook-schemas.ts";

/** What came of putting a new webhook. */
export type WebhookCreation = "created" | "exists" | "no_tenant" | "limit_reached";

/** Store of webhooks; every change also changes the tenant's revision, for the fan-out. */
export interface WebhookStore {
  create(webhook: Webhook): Promise<WebhookCreation>;
  read(tenant: Tenant, id: string): Promise<Webhook | undefined>;
  /** Those whose id comes after `after`, by id: up to `limit`, fewer only at the end. */
  list(tenant: Tenant, after: string | undefined, limit: number): Promise<readonly Webhook[]>;
  /** Puts a changed webhook if the stored version is still `seen`. @returns whether it was put */
  replace(webhook: Webhook, seen: number): Promise<boolean>;
  /** Deletes a webhook, only of version `seen` if that is given. @returns whether it was there */
  remove(tenant: Tenant, id: string, seen?: number): Promise<boolean>;
}

/** The legacy shared secret of each environment, sealed. */
export interface LegacySecrets {
  read(tenant: Tenant): Promise<string | undefined>;
  /** @param jwe `undefined` takes it away @returns whether the environment is there */
  set(tenant: Tenant, jwe: string | undefined): Promise<boolean>;
}

/** What creating and changing webhooks needs. */
export interface WebhookPorts extends EventTypePorts {
  readonly webhooks: WebhookStore;
  readonly vault: CredentialVault;
  readonly schemas: WebhookSchemas;
  readonly legacySecrets: LegacySecrets;
  /**
   * Which webhooks are served among the quick ones.
   * @default - all are: nothing is told of it
   */
  readonly standings?: Pick<Standings, "read" | "readTenant">;
  /** Requests that all functions make at once, at most. */
  readonly mostInFlight: number;
  /** The limits of webhooks that set none. */
  readonly defaultLimits: WebhookLimits;
  /**
   * Which receivers are down.
   * @default - nothing is told of it
   */
  readonly breakers?: Breakers;
  /**
   * What is known against the receivers of a tenant, by webhook.
   * @default - nothing is told of it
   */
  readonly listHealth?: (tenant: Tenant) => Promise<ReadonlyMap<string, KnownHealth>>;
  /** Makes a tenant's first signing keys if it has none; rotation is another function's. */
  readonly ensureSigningKeys: (tenant: Tenant) => Promise<unknown>;
}
