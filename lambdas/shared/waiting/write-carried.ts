import { turnOfCarried, type CarriedCommit } from "../domain/carried-commit.ts";
import { applyChange, changeOf, type Commit } from "../domain/commit.ts";
import { blankRecord, type DeliveryRecord } from "../domain/delivery-record.ts";
import { keyOf, type DeliveryKey } from "../domain/identifiers.ts";
import type { OtherTurn } from "../domain/whose-turn.ts";
import type { Disposition } from "../runtime/queue-handler.ts";
import type { DeliveryRecords, DropNotices } from "./delivery-ports.ts";

/** A message in hand. */
export interface Hand {
  readonly messageId: string;
  /**
   * Whether it may come back sooner than after its visibility timeout when something fails. Not
   * while a request of it may be under way elsewhere: another worker may hold it.
   */
  comesBackSoon: boolean;
}

/** What `finishTurn` needs. */
interface FinishPorts {
  readonly notices: DropNotices;
  readonly ensureLane: (record: DeliveryRecord) => Promise<void>;
}

/** Does what is left to do for a message that carries nothing; then it goes. */
export async function finishTurn(
  turn: OtherTurn,
  { notices, ensureLane }: FinishPorts,
): Promise<Disposition> {
  if (turn.turn === "notice_again") await notices.send(turn.record);
  if (turn.turn === "wake_lane") await ensureLane(turn.record);
  return "ack";
}

/** What `makeWriteCarried` needs. */
interface CarriedPorts extends FinishPorts {
  readonly records: Pick<DeliveryRecords, "read" | "commit" | "putAttempt">;
  /** Makes sure that something will go on with what is parked. */
  readonly goOn: (record: DeliveryRecord) => Promise<void>;
  readonly report: {
    deferred(): void;
    /** @param endedAtMs when the attempt ended */
    committed(record: DeliveryRecord, endedAtMs: number): void;
  };
  readonly now: () => number;
}

/**
 * T3 … T6 of the delivery protocol: the commit of an attempt that another message made. It is
 * written under the condition that the other one would have met, and what follows is this
 * message's. Throws only on infrastructure faults.
 */
export function makeWriteCarried(
  ports: CarriedPorts,
): (hand: Hand, carried: CarriedCommit) => Promise<Disposition> {
  const { records, notices, report, now } = ports;

  /** T3: the record decides. */
  async function takeTurn(
    hand: Hand,
    carried: CarriedCommit,
    key: DeliveryKey,
    onMine: (commit: Commit, seen: DeliveryRecord | undefined) => Promise<Disposition>,
  ): Promise<Disposition> {
    const seen = await records.read(key);
    const turn = turnOfCarried(seen, carried, hand.messageId);
    switch (turn.turn) {
      case "commit":
        return onMine(carried.commit, seen);
      case "take_over":
        return onMine({ kind: "defer", nextAttemptAtMs: seen?.nextAttemptAtMs ?? now() }, seen);
      default:
        return finishTurn(turn, ports);
    }
  }

  return async (hand, carried) => {
    const key = keyOf(carried.deliveryId);

    /** T4, with T5 and T6. Refused: the record decides once more, but this is all for now. */
    async function write(commit: Commit, seen: DeliveryRecord | undefined): Promise<Disposition> {
      const { application, environment, eventType, acceptedAtMs, me } = carried;
      const identity = seen ?? { application, environment, ...key, eventType, acceptedAtMs };
      const change = changeOf(commit, hand.messageId, now());
      if (carried.attempt !== undefined) await records.putAttempt(key, carried.attempt);
      if ((await records.commit({ seen, identity, change, me })) === "refused") {
        hand.comesBackSoon = false;
        return takeTurn(hand, carried, key, () => Promise.resolve("failed"));
      }
      const record = applyChange(seen ?? blankRecord(identity), change);
      if (commit.kind === "defer") report.deferred();
      else report.committed(record, carried.endedAtMs);
      if (record.status === "dropped") await notices.send(record);
      if (record.status === "parked") await ports.goOn(record);
      return "ack";
    }

    return takeTurn(hand, carried, key, write);
  };
}
