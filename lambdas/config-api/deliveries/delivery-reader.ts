import type { AcceptedEvent } from "../../shared/domain/accepted-event.ts";
import type { Attempt, DeliveryRecord } from "../../shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import { shardKeys } from "../../shared/domain/shard.ts";
import type { DeliveryPages } from "./merge-newest-first.ts";

/** Delivery list shard: `<webhook id>#0` of `history`, `acme#production#0` of `undelivered`. */
export interface DeliveryShard {
  readonly index: "history" | "undelivered";
  readonly key: string;
}

/** The shards of a list: of a webhook id in `history`, of a tenant's key in `undelivered`. */
export function shardsIn(index: DeliveryShard["index"], owner: string): DeliveryShard[] {
  return shardKeys(owner).map((key) => ({ index, key }));
}

/** Deliveries, their attempts and events, for reading. What is past its time is not there. */
export interface DeliveryReader {
  /**
   * The deliveries of a shard accepted from `fromMs` to `toMs`, both included: newest first, those
   * of one millisecond in any order, in pages of about `pageSize`.
   */
  list(
    shard: DeliveryShard,
    range: { readonly fromMs: number; readonly toMs: number },
    pageSize: number,
  ): DeliveryPages;
  /** The record of a delivery; `undefined` before the end of its first attempt. */
  record(key: DeliveryKey): Promise<DeliveryRecord | undefined>;
  /** An event; `undefined` before the fan-out took it. */
  event(id: string): Promise<AcceptedEvent | undefined>;
  /** The attempts that are kept apart from the record, oldest first. */
  attempts(key: DeliveryKey): Promise<readonly Attempt[]>;
}
