import { applyChange, changeOf, type Commit } from "../shared/domain/commit.ts";
import type { CarriedEvent, DeliveryMessage } from "../shared/domain/delivery-message.ts";
import {
  blankRecord,
  type DeliveryIdentity,
  type DeliveryRecord,
} from "../shared/domain/delivery-record.ts";
import { parseDeliveryId, type DeliveryKey } from "../shared/domain/identifiers.ts";
import type { DeliveryRecords, LaneNotes } from "../shared/waiting/ports.ts";

/** A message of the redrive queue. Its id is the one it had before SQS moved it. */
export interface RedrivenDelivery {
  readonly message: DeliveryMessage;
  readonly messageId: string;
}

/** What `makeBuryOne` needs. */
export interface BuryPorts {
  readonly records: Pick<DeliveryRecords, "read" | "commit">;
  /** Events by their id; `undefined` when it is gone. */
  readonly events: { read(eventId: string): Promise<CarriedEvent | undefined> };
  readonly lanes: LaneNotes;
  /** Tells people of a dropped delivery. */
  readonly notices: { tell(record: DeliveryRecord): Promise<void> };
  /** Told of each delivery that was buried. Never throws. */
  readonly report: (record: DeliveryRecord) => void;
  readonly now: () => number;
}

/** A message whose delivery nobody could process is not given to anyone again: what it carried is dropped, visibly. */
const BURIAL: Commit = { kind: "drop", reason: "unprocessable", attempted: false };

type Finding = "carried" | "told_again" | "nothing";

/**
 * B of the delivery protocol, for one message. Throws only on infrastructure faults; the message comes back then.
 * @returns `ack` deletes the message, `failed` lets it come back
 */
export function makeBuryOne(
  ports: BuryPorts,
): (redriven: RedrivenDelivery) => Promise<"ack" | "failed"> {
  const { records, events, lanes, notices, now } = ports;

  /**
   * What the message still has to do, by the record alone. Tells again of a delivery that it dropped itself; and what is parked
   * loses the message that would have ensured its lane, so the sweep must look there.
   */
  async function find(
    record: DeliveryRecord | undefined,
    { message, messageId: me }: RedrivenDelivery,
  ): Promise<Finding> {
    if (record === undefined) {
      return message.dispatch === 0 ? "carried" : "nothing";
    }
    if (record.status === "parked") {
      await lanes.note(record, now());
      return "nothing";
    }
    if (record.carrier !== me) {
      return "nothing";
    }
    if (record.status === "dropped") {
      await notices.tell(record);
      return "told_again";
    }
    return record.status === "queued" ? "carried" : "nothing";
  }

  /** What is known of a delivery without a record. */
  async function identityOf(key: DeliveryKey, message: DeliveryMessage): Promise<DeliveryIdentity> {
    const event = message.event ?? (await events.read(key.eventId));
    if (event === undefined) {
      throw new Error(`delivery ${message.deliveryId} has neither a record nor an event`);
    }
    const { application, environment } = message;
    return {
      application,
      environment,
      ...key,
      eventType: event.type,
      acceptedAtMs: event.acceptedAtMs,
    };
  }

  return async (redriven) => {
    const { message, messageId: me } = redriven;
    const key = parseDeliveryId(message.deliveryId);
    if (key === undefined) {
      throw new Error(`not a delivery id: ${message.deliveryId.slice(0, 64)}`);
    }
    const seen = await records.read(key); // B1, B2
    if ((await find(seen, redriven)) !== "carried") {
      return "ack";
    }
    const identity = seen ?? (await identityOf(key, message));
    const change = changeOf(BURIAL, me, now());
    if ((await records.commit({ seen, identity, change, me })) === "refused") {
      return (await find(await records.read(key), redriven)) === "carried" ? "failed" : "ack";
    }
    const record = applyChange(seen ?? blankRecord(identity), change);
    ports.report(record);
    await notices.tell(record);
    return "ack";
  };
}
