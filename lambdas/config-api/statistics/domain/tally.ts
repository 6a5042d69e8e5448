import type { DeliveryRecord, DropReason } from "../../../shared/domain/delivery-record.ts";
import type { Weighted } from "./sample-by-size.ts";

/** What is counted of a delivery's record. */
export type CountedRecord = Pick<
  DeliveryRecord,
  "acceptedAtMs" | "status" | "attempts" | "dropReason" | "lastOutcome" | "settledAtMs"
> & {
  readonly firstAttempt?: { readonly startedAtMs: number; readonly durationMs: number };
};

/** Kinds of HTTP status; `other` is none of the usual. */
export type StatusClass = "2xx" | "3xx" | "4xx" | "5xx" | "other";

/**
 * Deliveries by what became of them. Counts of a sample are what it stands for, so no whole
 * numbers.
 */
export interface Tally {
  readonly delivered: number;
  /** Of those: by their first attempt. */
  readonly deliveredAtFirstAttempt: number;
  readonly queued: number;
  readonly parked: number;
  readonly dropped: ReadonlyMap<DropReason | "unknown", number>;
  /** By the status of the last answer … */
  readonly answers: ReadonlyMap<StatusClass, number>;
  /** … or why the last attempt got none: `timeout`, `dns` … */
  readonly failures: ReadonlyMap<string, number>;
  /**
   * Those of which no attempt has ended: their webhook is disabled, or they were dropped before.
   */
  readonly unattempted: number;
  /** Attempts of all of them together. */
  readonly attempts: number;
}

/** Counts deliveries. */
export function tallyOf(sample: readonly Weighted<CountedRecord>[]): Tally {
  const dropped = new Map<DropReason | "unknown", number>();
  const answers = new Map<StatusClass, number>();
  const failures = new Map<string, number>();
  const sums = {
    delivered: 0,
    deliveredAtFirstAttempt: 0,
    queued: 0,
    parked: 0,
    unattempted: 0,
    attempts: 0,
  };
  for (const { element: record, weight } of sample) {
    const { status, dropReason = "unknown", lastOutcome, attempts } = record;
    sums.attempts += attempts * weight;
    if (status === "dropped") add(dropped, dropReason, weight);
    else sums[status] += weight;
    if (isFirstSuccess(record)) sums.deliveredAtFirstAttempt += weight;
    if (lastOutcome === undefined) sums.unattempted += weight;
    else if (/^\d+$/u.test(lastOutcome)) add(answers, classOf(lastOutcome), weight);
    else add(failures, lastOutcome, weight);
  }
  return { ...sums, dropped, answers, failures };
}

/**
 * Milliseconds from accepted to delivered; `undefined` of what is not. One that was delivered and
 * then sent again counts until its first success where that was the first attempt, which its record
 * keeps, and else until the last.
 */
export function deliveredAfterMs(record: CountedRecord): number | undefined {
  const { status, acceptedAtMs, firstAttempt, settledAtMs } = record;
  if (status !== "delivered") return undefined;
  const endedAtMs =
    firstAttempt === undefined ? settledAtMs : firstAttempt.startedAtMs + firstAttempt.durationMs;
  return endedAtMs === undefined ? undefined : Math.max(0, endedAtMs - acceptedAtMs);
}

/**
 * Attempts of a delivery that are kept apart from its record: all but a first one that succeeded.
 */
export function attemptsApart({ attempts, firstAttempt }: CountedRecord): number {
  return firstAttempt === undefined ? attempts : attempts - 1;
}

function isFirstSuccess({ status, firstAttempt }: CountedRecord): boolean {
  return status === "delivered" && firstAttempt !== undefined;
}

function classOf(status: string): StatusClass {
  return /^[2-5]\d\d$/u.test(status) ? (`${status.charAt(0)}xx` as StatusClass) : "other";
}

function add<Key>(counts: Map<Key, number>, key: Key, weight: number): void {
  counts.set(key, (counts.get(key) ?? 0) + weight);
}
