import type { Tenant } from "./tenant.ts";

/**
 * What `carrier` holds when no message may act: never absent, so that one condition serves both
 * cases (docs/protocol.md).
 */
export const NO_CARRIER = "-";

/** `queued`: a message carries it; `parked`: it waits for the lane; the other two are terminal. */
export type DeliveryStatus = "queued" | "parked" | "delivered" | "dropped";

/** Why a delivery was dropped. */
export type DropReason =
  | "attempts_spent"
  /** It was answered with a status that its webhook does not want retried. */
  | "rejected"
  | "gone"
  | "webhook_deleted"
  | "expired"
  | "cancelled"
  /** Its schedule was over while nothing but probes was sent to its receiver. */
  | "receiver_down"
  | "unprocessable";

/** How one attempt ended, in one word: what the schedule makes of it. */
export type AttemptVerdict = "succeeded" | "retry" | "rejected";

/** One HTTP request of a delivery, as it is kept and shown. */
export interface Attempt {
  /** 1, 2, 3 … */
  readonly number: number;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly verdict: AttemptVerdict;
  /** HTTP status, also of an answer that had only begun; absent when none came. */
  readonly httpStatus?: number;
  /** Where a redirect led to; it is not followed. */
  readonly location?: string;
  /** Why there was no (usable) answer: `timeout`, `dns`, `connect` … */
  readonly failure?: string;
  /** A sentence on the failure, without secrets. */
  readonly message?: string;
  /** Beginning of the answer's body. */
  readonly answer?: string;
}

/** What a receiver said last, as in the record: an HTTP status or the name of a failure. */
export type LastOutcome = string;

/** Which delivery a record is of. */
export interface DeliveryIdentity extends Tenant {
  readonly eventId: string;
  readonly webhookId: string;
  readonly eventType: string;
  readonly acceptedAtMs: number;
}

/**
 * The truth about a delivery (docs/protocol.md, section 1). It begins with the end of the first
 * attempt, or when the delivery is put off or handed over before; until then there is no record.
 * Times are epoch milliseconds, `expiresAtSeconds` epoch seconds.
 */
export interface DeliveryRecord extends DeliveryIdentity {
  readonly status: DeliveryStatus;
  /** Counts the commits, and so identifies the present wait. */
  readonly dispatch: number;
  /** `messageId` of the one message that may act, or `NO_CARRIER`. */
  readonly carrier: string;
  readonly attempts: number;
  /** Value of `attempts` when the schedule began. */
  readonly scheduleFrom: number;
  /** When the wait for the present schedule began: the 28 days of `expired` count from here. */
  readonly scheduledAtMs: number;
  /** Never attempt before it. */
  readonly nextAttemptAtMs?: number;
  /**
   * End of its schedule though nothing is sent: set when it is first parked unsent for a breaker.
   */
  readonly endsAtMs?: number;
  readonly dropReason?: DropReason;
  readonly lastOutcome?: LastOutcome;
  /** When it became terminal. */
  readonly settledAtMs?: number;
  /** TTL, only once terminal. */
  readonly expiresAtSeconds?: number;
  /** How often bury has put it off, since the last resend. */
  readonly burials?: number;
  /** The attempt of a delivery that succeeded at once; all others have items of their own. */
  readonly firstAttempt?: Attempt;
}

/** Whether nothing more will happen by itself. */
export function isTerminal(record: Pick<DeliveryRecord, "status">): boolean {
  return record.status === "delivered" || record.status === "dropped";
}

/** Whether no attempt has ended yet, and its message is on its way: as if there were no record. */
export function isPending(record: Pick<DeliveryRecord, "status" | "attempts">): boolean {
  return record.status === "queued" && record.attempts === 0;
}

/** A record that nothing has happened to yet: the first commit is applied to it. */
export function blankRecord(identity: DeliveryIdentity): DeliveryRecord {
  return {
    ...identity,
    status: "queued",
    dispatch: 0,
    carrier: NO_CARRIER,
    attempts: 0,
    scheduleFrom: 0,
    scheduledAtMs: identity.acceptedAtMs,
  };
}
