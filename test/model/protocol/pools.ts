import { Status } from "./fields.ts";
import { Kind, type Move } from "./moves.ts";
import type { Delivery, Invocation, State } from "./state.ts";

/** The webhook's standing changes; nothing of the protocol makes it. */
export function turn({ rest }: State, move: Move): void {
  if (rest.turn === 0) return;
  move(Kind.fault, (to) => {
    to.rest.turn -= 1;
    to.rest.slow = 1 - to.rest.slow;
    return to.rest.slow === 1 ? "the webhook turns slow" : "the webhook is quick again";
  });
}

/** R1 chooses the queue by the standing; it may have been read before the webhook turned. */
export function chooseByOldStanding(
  { rest }: State,
  move: Move,
  sendWrong: (to: State) => void,
): void {
  if (rest.staleStanding === 0) return;
  move(Kind.fault, (to) => {
    to.rest.staleStanding -= 1;
    sendWrong(to);
    return "R1 sends the message, by an old standing";
  });
}

/** The queue of the pool that is not this one's. */
export function otherPool(to: State, { message }: Invocation): number {
  return to.message(message)?.slow === 1 ? 0 : 1;
}

/** A commit without an attempt, which makes the record. */
export function putFor(record: Delivery, carrier: number): void {
  if (record.status === Status.absent) record.handOvers += 1;
  record.status = Status.queued;
  record.carrier = carrier;
  record.dispatch += 1;
  record.due = 0;
}
