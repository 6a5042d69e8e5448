import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { ListedDelivery } from "../deliveries/merge-newest-first.ts";
import type { IdWindow } from "./domain/id-window.ts";
import type { Stretch } from "./domain/survey.ts";
import type { CountedRecord } from "./domain/tally.ts";

/** What one page of a shard of a webhook's history is asked. */
export interface RowsWanted extends Stretch {
  /** `<webhook id>#0`. */
  readonly shardKey: string;
  readonly newestFirst?: boolean;
  /** Rows at most; absent: as many as fit, 1 MB of index. */
  readonly most?: number;
  /** Events whose rows are given; absent: all. */
  readonly ids?: IdWindow;
}

/** One page of a shard. */
export interface RowsPage {
  /** Rows that it went over, whether or not they are given. */
  readonly rows: number;
  /** When its last row was accepted, where there may be more behind it. */
  readonly reachedMs?: number;
  readonly given: readonly ListedDelivery[];
}

/** A delivery's record as far as it is counted. */
export type ReadRecord = CountedRecord & Tenant & DeliveryKey;

/** Reads deliveries to count them. Each call is one request to the database. */
export interface DeliverySampler {
  rows(wanted: RowsWanted): Promise<RowsPage>;
  /**
   * Up to a hundred records. Of those that are past their time, or gone, there is none.
   * @returns also how many of the keys were not looked at, for the table is throttled
   */
  records(
    keys: readonly DeliveryKey[],
  ): Promise<{ readonly records: readonly ReadRecord[]; readonly unread: number }>;
  /** Milliseconds of the newest hundred attempts that are kept apart from a delivery's record. */
  attemptMs(key: DeliveryKey): Promise<readonly number[]>;
}

/** What statistics need. */
export interface StatisticsPorts {
  readonly sampler: DeliverySampler;
  /** A number in [0, 1). */
  readonly random: () => number;
}
