import { applyChange, type RecordChange } from "../../../lambdas/shared/domain/commit.ts";
import {
  blankRecord,
  isTerminal,
  NO_CARRIER,
  type Attempt,
  type DeliveryIdentity,
  type DeliveryRecord,
} from "../../../lambdas/shared/domain/delivery-record.ts";
import { deliveryIdOf, type DeliveryKey } from "../../../lambdas/shared/domain/identifiers.ts";
import type { OperatedRecords } from "../../../lambdas/shared/waiting/operator-ports.ts";
import type {
  CommitRequest,
  DeliveryRecords,
  WriteResult,
} from "../../../lambdas/shared/waiting/ports.ts";
import type { ExternalCall } from "./external-call.ts";

/** Told of every write, before anybody can read it. */
export type OnRecordWrite = (
  id: string,
  before: DeliveryRecord | undefined,
  after: DeliveryRecord | undefined,
) => void;

/**
 * The delivery records and attempts of the deliveries table, with the conditions of its writes. A condition is a method of its
 * own, so that a test can take it away and see what then goes wrong.
 */
export class MemoryDeliveries {
  readonly records = new Map<string, DeliveryRecord>();
  /** By delivery id, in the order of their writes. */
  readonly attempts = new Map<string, Attempt[]>();
  readonly #onWrite: OnRecordWrite;

  constructor(onWrite: OnRecordWrite = () => undefined) {
    this.#onWrite = onWrite;
  }

  read(key: DeliveryKey): DeliveryRecord | undefined {
    return this.records.get(deliveryIdOf(key));
  }

  /** D4. */
  commit(request: CommitRequest): WriteResult {
    const { identity, change } = request;
    const id = deliveryIdOf(identity);
    const current = this.records.get(id);
    if (!this.mayCommit(current, request)) {
      return "refused";
    }
    this.write(id, applyChange(current ?? blankRecord(identity), change));
    return "written";
  }

  /** R2. */
  mark(key: DeliveryKey, dispatch: number, carrier: string): WriteResult {
    const id = deliveryIdOf(key);
    const current = this.records.get(id);
    if (current === undefined || !this.mayMark(current, dispatch)) {
      return "refused";
    }
    this.write(id, this.marked(current, carrier));
    return "written";
  }

  /** O2 of a resend. */
  resend(seen: DeliveryRecord, change: RecordChange): WriteResult {
    const id = deliveryIdOf(seen);
    const current = this.records.get(id);
    if (current?.dispatch !== seen.dispatch) {
      return "refused";
    }
    this.write(id, applyChange(current, change));
    return "written";
  }

  /** Cancel, by an operator. */
  cancel(identity: DeliveryIdentity, change: RecordChange): WriteResult {
    const id = deliveryIdOf(identity);
    const current = this.records.get(id);
    if (current !== undefined && isTerminal(current)) {
      return "refused";
    }
    this.write(id, applyChange(current ?? blankRecord(identity), change));
    return "written";
  }

  putAttempt(key: DeliveryKey, attempt: Attempt): void {
    const id = deliveryIdOf(key);
    const attempts = this.attempts.get(id) ?? [];
    const { number, startedAtMs } = attempt;
    if (!attempts.some((one) => one.number === number && one.startedAtMs === startedAtMs)) {
      this.attempts.set(id, [...attempts, attempt]);
    }
  }

  /** TTL, or a test, takes a record away. */
  remove(id: string): void {
    const before = this.records.get(id);
    this.records.delete(id);
    this.#onWrite(id, before, undefined);
  }

  protected mayCommit(current: DeliveryRecord | undefined, request: CommitRequest): boolean {
    return request.change.set.status === "delivered"
      ? this.mayDeliver(current, request)
      : this.maySettle(current, request);
  }

  protected mayDeliver(current: DeliveryRecord | undefined, { seen }: CommitRequest): boolean {
    return current === undefined ? seen === undefined : !isTerminal(current);
  }

  protected maySettle(current: DeliveryRecord | undefined, { seen, me }: CommitRequest): boolean {
    if (seen === undefined || current === undefined) {
      return seen === undefined && current === undefined;
    }
    return (
      current.dispatch === seen.dispatch &&
      !isTerminal(current) &&
      (current.carrier === NO_CARRIER || current.carrier === me)
    );
  }

  protected mayMark(current: DeliveryRecord, dispatch: number): boolean {
    return current.status === "parked" && current.dispatch === dispatch;
  }

  protected marked(current: DeliveryRecord, carrier: string): DeliveryRecord {
    return { ...current, status: "queued", carrier };
  }

  protected write(id: string, after: DeliveryRecord): void {
    const before = this.records.get(id);
    this.records.set(id, after);
    this.#onWrite(id, before, after);
  }
}

/** The records as the stages see them. */
export function recordsThrough(deliveries: MemoryDeliveries, call: ExternalCall): DeliveryRecords {
  return {
    read: (key) => call("D1 read the record", () => deliveries.read(key)),
    commit: (request) => call("D4 commit", () => deliveries.commit(request)),
    mark: (key, dispatch, carrier) =>
      call("R2 mark", () => deliveries.mark(key, dispatch, carrier)),
    putAttempt: (key, attempt) =>
      call("put the attempt", () => deliveries.putAttempt(key, attempt)),
  };
}

/** The records as an operator's requests see them. */
export function operatedThrough(deliveries: MemoryDeliveries, call: ExternalCall): OperatedRecords {
  return {
    read: (key) => call("O1 read the record", () => deliveries.read(key)),
    resend: (seen, change) => call("O3 resend", () => deliveries.resend(seen, change)),
    cancel: (identity, change) => call("O cancel", () => deliveries.cancel(identity, change)),
  };
}
