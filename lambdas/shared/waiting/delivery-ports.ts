import type { CarriedCommit } from "../domain/carried-commit.ts";
import type { RecordChange } from "../domain/commit.ts";
import type { CarriedEvent, DeliveryMessage } from "../domain/delivery-message.ts";
import type { Attempt, DeliveryIdentity, DeliveryRecord } from "../domain/delivery-record.ts";
import type { DeliveryKey } from "../domain/identifiers.ts";

/** Result of a conditional write; `refused`: its condition did not hold. Other faults throw. */
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
