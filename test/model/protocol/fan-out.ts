import { Kind, type Move } from "./moves.ts";
import type { State } from "./state.ts";

/**
 * F: the event is there already; one message for the webhook, then the ack. No delivery record is
 * written.
 */
export function fanOut(state: State, move: Move): void {
  for (const [d, { fanOut: next }] of state.deliveries.entries()) {
    if (next === 1) {
      move(Kind.fanOut, (to) => {
        to.send(d, 0, 1, 0);
        to.delivery(d).fanOut = 2;
        return "F2 sends the message, dispatch 0";
      });
    }
    if (next === 2) {
      move(Kind.fanOut, (to) => {
        to.delivery(d).fanOut = 0;
        return "F3 acks the event";
      });
    }
  }
}
