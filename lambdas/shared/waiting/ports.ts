import type { CarriedCommit } from "../domain/carried-commit.ts";
import type { RecordChange } from "../domain/commit.ts";
import type { CarriedEvent, DeliveryMessage } from "../domain/delivery-message.ts";
import type { Attempt, DeliveryIdentity, DeliveryRecord } from "../domain/delivery-record.ts";
import type { DeliveryKey } from "../domain/identifiers.ts";
import type { Lane, LaneOwner } from "../domain/lane.ts";
import type { Limiter } from "../domain/rate-limit.ts";
import type { Standing } from "../domain/standing.ts";
import type { TenantStanding } from "../domain/tenant-standing.ts";
import type { Tenant } from "../domain/tenant.ts";

/** What became of a conditional write: `refused` means that its condition did not hold. Anything else throws. */
export type WriteResult = "written" | "refused";

/** A change of a record, and what its condition is made of. */
export interface CommitRequest {
  /** The record as read at D1, or what is known of the delivery when there was none. */
  readonly seen: DeliveryRecord | undefined;
  readonly identity: DeliveryIdentity;
  readonly change: RecordChange;
  /** `messageId` of the message that acts, or for which a carried commit acts. */
  readonly me: string;
  /** Whether giving up on it costs a POST. @default - it does not */
  readonly isPatient?: boolean;
}

/**
 * The delivery records. Reads are strongly consistent. What is throttled is repeated for a moment;
 * if `isPatient`, as long as the invocation has time.
 */
export interface DeliveryRecords {
  read(key: DeliveryKey): Promise<DeliveryRecord | undefined>;
  /** D4: one conditional write. */
  commit(request: CommitRequest): Promise<WriteResult>;
  /** R2: names the message that carries a parked delivery from now on. */
  mark(
    key: DeliveryKey,
    dispatch: number,
    carrier: string,
    isPatient?: boolean,
  ): Promise<WriteResult>;
  putAttempt(key: DeliveryKey, attempt: Attempt, isPatient?: boolean): Promise<void>;
  /** O of a resend: if `dispatch` is as seen. */
  resend(seen: DeliveryRecord, change: RecordChange): Promise<WriteResult>;
  /** O of a cancellation: if there is no record, or else if that one is `queued` or `parked`. */
  cancel(identity: DeliveryIdentity, change: RecordChange): Promise<WriteResult>;
}

/** Events by their id; `undefined` when it is gone (60 days after it came). */
export interface CarriedEvents {
  read(eventId: string): Promise<CarriedEvent | undefined>;
}

/**
 * Tells people that a delivery was dropped: the notice in the dropped queue and, for `gone`, the
 * webhook's new status.
 */
export interface DropNotices {
  send(record: DeliveryRecord): Promise<void>;
}

/** The standings of webhooks and tenants. Reads are strongly consistent; `undefined` where nothing is known against them. */
export interface Standings {
  read(owner: LaneOwner): Promise<Standing | undefined>;
  readTenant(tenant: Tenant): Promise<TenantStanding | undefined>;
  /** If the version there is the one before. */
  put(owner: LaneOwner, next: Standing): Promise<WriteResult>;
  /** The same of a tenant's. */
  putTenant(tenant: Tenant, next: TenantStanding): Promise<WriteResult>;
}

/** The limiters of webhooks that have a rate limit. */
export interface RateLimits {
  /**
   * Takes a slot.
   * @returns until when it is good, in epoch milliseconds; `undefined` when there is none now
   */
  take(webhookId: string, perSecond: number): Promise<number | undefined>;
  /** No slot for anybody before a time. */
  pause(webhookId: string, perSecond: number, untilMs: number): Promise<void>;
  /** One of its items, strongly consistent; `undefined` where nobody took a slot for a day. */
  read(webhookId: string): Promise<Limiter | undefined>;
}

/** A place among the requests that a webhook allows at once. */
export interface Lease {
  /** When a request must have begun for it, in epoch milliseconds. */
  readonly goodUntilMs: number;
  /** Gives it back. @param tookMs how long the request took, if one was made */
  end(tookMs?: number): Promise<void>;
}

/** The places of webhooks that allow so many requests at once. */
export interface Leases {
  /** @returns `undefined` when it found none */
  take(webhookId: string, inFlight: number): Promise<Lease | undefined>;
  /** How long the last requests of some places took. */
  tookMs(webhookId: string, inFlight: number): Promise<readonly number[]>;
}

/** Puts a message on a deliveries queue. */
export interface DeliverySender {
  /** @returns the `messageId` */
  send(message: DeliveryMessage, delaySeconds: number): Promise<string>;
}

/** Puts a commit that could not be written on the deliveries queue that it is of. */
export interface CarriedCommitSender {
  /** @returns the `messageId` */
  send(carried: CarriedCommit, delaySeconds: number): Promise<string>;
}

/** The lane items. Reads are strongly consistent. */
export interface LaneItems {
  read(webhookId: string): Promise<Lane | undefined>;
  /** E2: next generation, `opening`, if the item is still as `seen`. */
  open(owner: LaneOwner, seen: Lane | undefined, nowMs: number): Promise<WriteResult>;
  /** E3: notes a park, unless the lane was closed or is of another generation. */
  touch(webhookId: string, generation: number, nowMs: number): Promise<WriteResult>;
}

/** The lane items as those see them who wake a lane. */
export interface LaneCalls extends Pick<LaneItems, "read"> {
  /**
   * W2: next generation, `opening` and called, if the lane is of this generation, open and asleep.
   */
  supersede(webhookId: string, generation: number, nowMs: number): Promise<WriteResult>;
  /** W3: called, if the lane is of this generation, open and awake. */
  call(webhookId: string, generation: number, nowMs: number): Promise<WriteResult>;
}

/** Notes that something is, or is about to be, parked where nobody ensures the lane: the sweep looks there from now on. */
export interface LaneNotes {
  /** Makes the lane item, closed, if there is none; the last park is now. */
  note(owner: LaneOwner, nowMs: number): Promise<void>;
}

/** Starts the execution of a lane. */
export interface LaneExecutions {
  /** E4. `started` also when that very execution is running already; `already_ended` when its name is used up. */
  start(webhookId: string, generation: number): Promise<"started" | "already_ended">;
}
