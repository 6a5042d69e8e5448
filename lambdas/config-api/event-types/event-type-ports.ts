import type { Tenant } from "../../shared/domain/tenant.ts";
import type { OwnEventType } from "../../shared/dynamodb/event-type-item.ts";

/** What came of putting an event type. */
export type EventTypePut = "created" | "replaced" | "no_tenant" | "limit_reached";

/** Applications' event type store; every change changes the tenant's revision, for fan-out. */
export interface EventTypeStore {
  read(tenant: Tenant, name: string): Promise<OwnEventType | undefined>;
  /** By name, all of them. */
  list(tenant: Tenant): Promise<readonly OwnEventType[]>;
  /** One that is there keeps the time of its creation. */
  put(type: OwnEventType): Promise<EventTypePut>;
  /** All of a tenant that is gone, or about to come: no revision is told. */
  removeAll(tenant: Tenant): Promise<void>;
  /** @returns whether it was there */
  remove(tenant: Tenant, name: string): Promise<boolean>;
}

/** What knowing event types needs. */
export interface EventTypePorts {
  readonly eventTypes: EventTypeStore;
}
