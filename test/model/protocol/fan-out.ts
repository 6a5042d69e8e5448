import { nameOf } from "./describe.ts";
import { FanOut, Pool } from "./fields.ts";
import { Kind, type Move } from "./moves.ts";
import { otherPools } from "./pools.ts";
import type { Settings } from "./settings.ts";
import type { State } from "./state.ts";

/** The messages of an event: of the publication that comes first here, and of another. */
export const FAN_OUTS = ["fanOut", "fanOutAgain"] as const;

/** Where nobody publishes again, F1 cannot meet with another's event: it is done with F2 then. */
function putsApart({ faults }: Settings): boolean {
  return faults.republish > 0;
}

/** What is done first with the message of an event. */
export function firstStep(settings: Settings): number {
  return putsApart(settings) ? FanOut.put : FanOut.send;
}

/** Fan-out has it in hand. */
export function isFanningOut(settings: Settings, next: number): boolean {
  return next === FanOut.ack || (next === FanOut.send && putsApart(settings));
}

/**
 * F: puts the event if absent; one message for the webhook; the ack. No delivery record is written.
 */
export function fanOut(settings: Settings, state: State, move: Move): void {
  for (const [d, delivery] of state.deliveries.entries()) {
    for (const [place, message] of FAN_OUTS.entries()) {
      const next = delivery[message];
      if (next === FanOut.none) continue;
      if (next === FanOut.send && hasTurned(settings, state)) {
        for (const pool of otherPools(settings, Pool.quick)) {
          move(Kind.fanOut, (to) => {
            to.send(d, 0, 1, 0, pool);
            to.delivery(d)[message] = FanOut.ack;
            return `F2 sends the message to the ${nameOf(Pool, pool)} pool, dispatch 0`;
          });
        }
      }
      move(Kind.fanOut, (to) => {
        const event = to.delivery(d);
        if (next === FanOut.put) {
          const { label, next: then } = put(settings, event.maker, place + 1);
          if (event.maker === 0) event.maker = place + 1;
          event[message] = then;
          return label;
        }
        if (next === FanOut.send) {
          to.send(d, 0, 1, 0);
          event[message] = FanOut.ack;
          return "F2 sends the message, dispatch 0";
        }
        event[message] = FanOut.none;
        return "F3 acks the event";
      });
    }
  }
}

/** Whoever sends may think of the webhook as it is, or as it was before. */
function hasTurned({ faults }: Settings, { rest }: State): boolean {
  return rest.turn < faults.turn;
}

/** F1: who finds the event of another publication sends nothing. */
function put({ without }: Settings, maker: number, me: number) {
  if (maker === 0) return { next: FanOut.send, label: "F1 puts the event" };
  if (maker === me && !without.sameSendsAgain) {
    return { next: FanOut.send, label: "F1 finds the event that this publication made" };
  }
  if (maker !== me && without.publicationTold) {
    return { next: FanOut.send, label: "F1 finds the event of another publication, and goes on" };
  }
  return { next: FanOut.ack, label: "F1 finds the event: nothing to send" };
}
