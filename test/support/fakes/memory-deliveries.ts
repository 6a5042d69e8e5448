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
import type {
  CommitRequest,
  DeliveryRecords,
  WriteResult,
} from "../../../lambdas/shared/waiting/delivery-ports.ts";
import type { ExternalCall } from "./external-call.ts";

/** Told of every write, before anybody can read it. */
type OnRecordWrite = (id: string, after: DeliveryRecord) => void;

/** The delivery records and attempts of the deliveries table, with the conditions of its writes. */
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
    if (!mayCommit(current, request)) return "refused";
    this.#write(id, applyChange(current ?? blankRecord(identity), change));
    return "written";
  }

  /** R2. */
  mark(key: DeliveryKey, dispatch: number, carrier: string): WriteResult {
    const id = deliveryIdOf(key);
    const current = this.records.get(id);
    if (current?.status !== "parked" || current.dispatch !== dispatch) return "refused";
    this.#write(id, { ...current, status: "queued", carrier });
    return "written";
  }

  /** O2 of a resend. */
  resend(seen: DeliveryRecord, change: RecordChange): WriteResult {
    const id = deliveryIdOf(seen);
    const current = this.records.get(id);
    if (current?.dispatch !== seen.dispatch) return "refused";
    this.#write(id, applyChange(current, change));
    return "written";
  }

  /** Cancel, by an operator. */
  cancel(identity: DeliveryIdentity, change: RecordChange): WriteResult {
    const id = deliveryIdOf(identity);
    const current = this.records.get(id);
    if (current !== undefined && isTerminal(current)) return "refused";
    this.#write(id, applyChange(current ?? blankRecord(identity), change));
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

  #write(id: string, after: DeliveryRecord): void {
    this.records.set(id, after);
    this.#onWrite(id, after);
  }
}

function mayCommit(
  current: DeliveryRecord | undefined,
  { seen, me, change }: CommitRequest,
): boolean {
  if (change.set.status === "delivered") {
    return current === undefined ? seen === undefined : !isTerminal(current);
  }
  if (seen === undefined || current === undefined) {
    return seen === undefined && current === undefined;
  }
  return (
    current.dispatch === seen.dispatch &&
    !isTerminal(current) &&
    (current.carrier === NO_CARRIER || current.carrier === me)
  );
}

/** The records as the stages and an operator's requests see them. */
export function recordsThrough(deliveries: MemoryDeliveries, call: ExternalCall): DeliveryRecords {
  return {
    read: (key) => call("D1 read the record", () => deliveries.read(key)),
    commit: (request) => call("D4 commit", () => deliveries.commit(request)),
    mark: (key, dispatch, carrier) =>
      call("R2 mark", () => deliveries.mark(key, dispatch, carrier)),
    putAttempt: (key, attempt) =>
      call("put the attempt", () => deliveries.putAttempt(key, attempt)),
    resend: (seen, change) => call("O3 resend", () => deliveries.resend(seen, change)),
    cancel: (identity, change) => call("O cancel", () => deliveries.cancel(identity, change)),
  };
}
