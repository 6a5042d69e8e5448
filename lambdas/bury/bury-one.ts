import type { QueueMessage } from "../shared/domain/carried-commit.ts";
import { applyChange, changeOf, type Commit } from "../shared/domain/commit.ts";
import { type DeliveryMessage, identityOf } from "../shared/domain/delivery-message.ts";
import { blankRecord, type DeliveryRecord } from "../shared/domain/delivery-record.ts";
import { keyOf } from "../shared/domain/identifiers.ts";
import type { Disposition } from "../shared/runtime/queue-handler.ts";
import type {
  CarriedEvents,
  DeliveryRecords,
  DropNotices,
} from "../shared/waiting/delivery-ports.ts";
import type { LaneNotes } from "../shared/waiting/lane-ports.ts";
import { makeWriteCarried } from "../shared/waiting/write-carried.ts";

/** A message of the redrive queue. Its id is the one it had before SQS moved it. */
export type Redriven = QueueMessage & { readonly messageId: string };

type RedrivenDelivery = Extract<Redriven, { readonly message: DeliveryMessage }>;

/** What `makeBuryOne` needs. */
export interface BuryPorts {
  readonly records: Pick<DeliveryRecords, "read" | "commit" | "putAttempt">;
  readonly events: CarriedEvents;
  readonly lanes: LaneNotes;
  readonly notices: DropNotices;
  /** Told of each delivery that was put off or dropped. Never throws. */
  readonly report: (record: DeliveryRecord) => void;
  readonly now: () => number;
}

/**
 * So often a delivery is put off: parked, and given to a new message. What nobody can process comes
 * here a third time; what met a table that was busy for days does not.
 */
const MOST_BURIALS = 2;

/** What nobody could process is not given to anyone again: it is dropped, visibly. */
const BURIAL: Commit = { kind: "drop", reason: "unprocessable", attempted: false };

function burialOf(seen: DeliveryRecord | undefined, nowMs: number): Commit {
  const { burials = 0, nextAttemptAtMs = nowMs } = seen ?? {};
  return burials < MOST_BURIALS ? { kind: "defer", nextAttemptAtMs, burials: burials + 1 } : BURIAL;
}

type Finding = "carried" | "notified_again" | "nothing";

/**
 * B of the delivery protocol, for one message. Throws only on infrastructure faults; the message
 * comes back then.
 */
export function makeBuryOne(ports: BuryPorts): (redriven: Redriven) => Promise<Disposition> {
  const { records, events, lanes, notices, now } = ports;
  /** The sweep looks there; bury starts no lane. */
  const note = (record: DeliveryRecord) => lanes.note(record, now());
  const writeCarried = makeWriteCarried({
    records,
    notices,
    goOn: note,
    ensureLane: note,
    report: { deferred: () => undefined, committed: ports.report },
    now,
  });

  /**
   * What the message still has to do, by the record alone. Tells again of a delivery that it
   * dropped itself; and what is parked loses the message that would have ensured its lane, so the
   * sweep must look there.
   */
  async function find(
    record: DeliveryRecord | undefined,
    { message, messageId: me }: RedrivenDelivery,
  ): Promise<Finding> {
    if (record === undefined) {
      return message.dispatch === 0 ? "carried" : "nothing";
    }
    if (record.status === "parked") {
      if (record.dispatch === message.dispatch) return "carried"; // released, not yet marked
      await note(record); // N
      return "nothing";
    }
    if (record.carrier !== me) {
      return "nothing";
    }
    if (record.status === "dropped") {
      await notices.send(record);
      return "notified_again";
    }
    return record.status === "queued" ? "carried" : "nothing";
  }

  async function bury(redriven: RedrivenDelivery): Promise<Disposition> {
    const { message, messageId: me } = redriven;
    const key = keyOf(message.deliveryId);
    const seen = await records.read(key); // B1, B2
    if ((await find(seen, redriven)) !== "carried") {
      return "ack";
    }
    const event = seen ? undefined : (message.event ?? (await events.read(key.eventId)));
    const identity = seen ?? identityOf({ message, event, key });
    const change = changeOf(burialOf(seen, now()), me, now());
    if ((await records.commit({ seen, identity, change, me })) === "refused") {
      // B1 again
      return (await find(await records.read(key), redriven)) === "carried" ? "failed" : "ack";
    }
    const record = applyChange(seen ?? blankRecord(identity), change);
    ports.report(record);
    // The notice, or N
    await (record.status === "dropped" ? notices.send(record) : note(record));
    return "ack";
  }

  // T3, or B1
  return (redriven) =>
    "carried" in redriven
      ? writeCarried({ messageId: redriven.messageId, comesBackSoon: false }, redriven.carried)
      : bury(redriven);
}
