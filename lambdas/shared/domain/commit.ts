import { defined } from "./defined.ts";
import {
  NO_CARRIER,
  type Attempt,
  type DeliveryRecord,
  type DropReason,
  type LastOutcome,
} from "./delivery-record.ts";
import type { Limit } from "./rate-limit.ts";

/** Days that a terminal record stays: no late message finds it gone, which SQS keeps for 14. */
export const TERMINAL_RETENTION_DAYS = 30;

const SECONDS_PER_DAY = 86_400;

/**
 * The end of an attempt, or of a wait without one, as D4 writes it (docs/protocol.md, section 2).
 */
export type Commit =
  | {
      readonly kind: "delivered";
      readonly lastOutcome: LastOutcome;
      readonly firstAttempt?: Attempt;
    }
  | { readonly kind: "hold"; readonly nextAttemptAtMs: number; readonly lastOutcome: LastOutcome }
  | { readonly kind: "park"; readonly nextAttemptAtMs: number; readonly lastOutcome: LastOutcome }
  | {
      readonly kind: "defer";
      readonly nextAttemptAtMs: number;
      /** By bury: how often it has been put off so, this time included. */
      readonly burials?: number;
      /** By this limit of its webhook. */
      readonly limit?: Limit;
      /** Its receiver being down: when its schedule is over. */
      readonly endsAtMs?: number;
    }
  /** H: put off no further, but to another pool. */
  | {
      readonly kind: "hand_over";
      readonly nextAttemptAtMs: number;
      /**
       * The first message of the delivery there. Absent: it is released there, as what is parked.
       */
      readonly carrier?: string;
    }
  | {
      readonly kind: "drop";
      readonly reason: DropReason;
      /** Whether an attempt was made: one that was never sent is not counted. */
      readonly attempted: boolean;
      readonly lastOutcome?: LastOutcome;
    };

type Settable =
  | "status"
  | "carrier"
  | "nextAttemptAtMs"
  | "dropReason"
  | "lastOutcome"
  | "settledAtMs"
  | "expiresAtSeconds"
  | "firstAttempt"
  | "scheduleFrom"
  | "scheduledAtMs"
  | "burials"
  | "endsAtMs";

/** Attributes that a change takes away. `carrier` never is: it is set to `NO_CARRIER`. */
export type Removable =
  | "nextAttemptAtMs"
  | "expiresAtSeconds"
  | "settledAtMs"
  | "dropReason"
  | "burials"
  | "endsAtMs";

/** What a commit does to a record, whatever the record holds. `dispatch` always grows by 1. */
export interface RecordChange {
  readonly set: Readonly<Partial<Pick<DeliveryRecord, Settable>>> & Pick<DeliveryRecord, "status">;
  readonly remove: readonly Removable[];
  /** 1 when an attempt was made, else 0. */
  readonly attempts: 0 | 1;
}

/** TTL of a record that became terminal now, in epoch seconds. */
export function terminalExpirySeconds(nowMs: number): number {
  return Math.ceil(nowMs / 1000) + TERMINAL_RETENTION_DAYS * SECONDS_PER_DAY;
}

/** The change that a commit makes; `me` is the messageId of the message that acts. */
export function changeOf(commit: Commit, me: string, nowMs: number): RecordChange {
  const settled = { settledAtMs: nowMs, expiresAtSeconds: terminalExpirySeconds(nowMs) };
  switch (commit.kind) {
    case "delivered": {
      const { lastOutcome, firstAttempt } = commit;
      return {
        set: {
          status: "delivered",
          carrier: NO_CARRIER,
          lastOutcome,
          ...settled,
          ...defined({ firstAttempt }),
        },
        remove: ["nextAttemptAtMs"],
        attempts: 1,
      };
    }
    case "hold": {
      const { nextAttemptAtMs, lastOutcome } = commit;
      return {
        set: { status: "queued", carrier: me, nextAttemptAtMs, lastOutcome },
        remove: [],
        attempts: 1,
      };
    }
    case "park": {
      const { nextAttemptAtMs, lastOutcome } = commit;
      return {
        set: { status: "parked", carrier: NO_CARRIER, nextAttemptAtMs, lastOutcome },
        remove: [],
        attempts: 1,
      };
    }
    case "defer": {
      const { nextAttemptAtMs, burials, endsAtMs } = commit;
      return {
        set: {
          status: "parked",
          carrier: NO_CARRIER,
          nextAttemptAtMs,
          ...defined({ burials, endsAtMs }),
        },
        remove: [],
        attempts: 0,
      };
    }
    case "hand_over": {
      const { nextAttemptAtMs, carrier } = commit;
      const status = carrier === undefined ? "parked" : "queued";
      return {
        set: { status, carrier: carrier ?? NO_CARRIER, nextAttemptAtMs },
        remove: [],
        attempts: 0,
      };
    }
    case "drop": {
      const { reason, attempted, lastOutcome } = commit;
      return {
        set: {
          status: "dropped",
          carrier: me,
          dropReason: reason,
          ...settled,
          ...defined({ lastOutcome }),
        },
        remove: ["nextAttemptAtMs"],
        attempts: attempted ? 1 : 0,
      };
    }
  }
}

/** The record after a change. */
export function applyChange(record: DeliveryRecord, change: RecordChange): DeliveryRecord {
  const next: Record<string, unknown> = {
    ...record,
    ...change.set,
    dispatch: record.dispatch + 1,
    attempts: record.attempts + change.attempts,
  };
  for (const name of change.remove) {
    delete next[name];
  }
  return next as unknown as DeliveryRecord;
}
