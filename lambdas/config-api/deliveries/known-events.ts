import type { Tenant } from "../../shared/domain/tenant.ts";

/** What an operator's change must know of an event. */
export interface KnownEvent extends Tenant {
  readonly type: string;
  readonly acceptedAtMs: number;
  readonly webhookIds: readonly string[];
}

/** Events by their id. */
export interface KnownEvents {
  /** @returns `undefined` when there is none, or not any more */
  find(eventId: string): Promise<KnownEvent | undefined>;
}
