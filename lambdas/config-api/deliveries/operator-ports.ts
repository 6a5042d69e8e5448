import type { RecordChange } from "../../shared/domain/commit.ts";
import type { DeliveryIdentity, DeliveryRecord } from "../../shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { WriteResult } from "../../shared/waiting/ports.ts";

/** The delivery records as an operator changes them. Reads are strongly consistent. */
export interface OperatedRecords {
  read(key: DeliveryKey): Promise<DeliveryRecord | undefined>;
  /** O2 of a resend: if `dispatch` is as seen. */
  resend(seen: DeliveryRecord, change: RecordChange): Promise<WriteResult>;
  /** Cancel: if there is no record, or it is `queued` or `parked`. */
  cancel(identity: DeliveryIdentity, change: RecordChange): Promise<WriteResult>;
}

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
