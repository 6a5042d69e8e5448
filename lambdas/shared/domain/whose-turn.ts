import type { DeliveryRecord } from "./delivery-record.ts";

/** What is left to do for a message that carries nothing, given the record. */
export type OtherTurn =
  /** The delivery was dropped by this very message, and perhaps nobody was told yet: tell again. */
  | { readonly turn: "notice_again"; readonly record: DeliveryRecord }
  /** The delivery waits for its lane, and perhaps nobody woke it: wake it. */
  | { readonly turn: "wake_lane"; readonly record: DeliveryRecord }
  /** Another message carries it, or it has ended: nothing to do. */
  | { readonly turn: "finished" };

/** What a message may do, given the record: the table of D1 in the delivery protocol. */
export type Turn =
  /** The message carries this wait: attempt, and commit. */
  { readonly turn: "mine"; readonly record: DeliveryRecord | undefined } | OtherTurn;

const FINISHED: Turn = { turn: "finished" };

/**
 * Decides by the record alone, because a message is only a hint: it may come twice, late, or after
 * another took over.
 * @param dispatch the message's; 0 from the fan-out
 * @param me the message's `messageId`
 */
export function whoseTurn(record: DeliveryRecord | undefined, dispatch: number, me: string): Turn {
  if (record === undefined) {
    return dispatch === 0 ? { turn: "mine", record } : FINISHED;
  }
  switch (record.status) {
    case "delivered":
      return FINISHED;
    case "dropped":
      return record.carrier === me ? { turn: "notice_again", record } : FINISHED;
    case "queued":
      return record.carrier === me ? { turn: "mine", record } : FINISHED;
    case "parked":
      // Released for this wait, perhaps not yet marked: the right dispatch is proof enough.
      return record.dispatch === dispatch
        ? { turn: "mine", record }
        : { turn: "wake_lane", record };
  }
}
