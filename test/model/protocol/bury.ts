import { readCarried } from "./carried.ts";
import { At, Outcome, Status } from "./fields.ts";
import { kindOf, type Step } from "./moves.ts";
import { note } from "./note.ts";
import { see } from "./read-record.ts";
import type { Settings } from "./settings.ts";
import type { Delivery, Message } from "./state.ts";

/** B: what came from the redrive queue. D4 bury and the notice are those of deliver. */
export const buryRead: Step = (settings, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    const record = to.delivery(me.delivery);
    const carries = record.carrier === me.message;
    const message = to.message(me.message);
    see(me, record);
    if (message !== undefined && message.carries !== Outcome.none) {
      if (settings.without.burialCommits) {
        me.at = At.ack;
        return "B: acks a carried commit";
      }
      const label = readCarried(settings, me, message, record);
      if (me.at === At.readLane) me.at = At.buryNote;
      return `B, ${label}`;
    }
    if (record.status === Status.dropped && carries) {
      me.at = At.notice;
      return "B: dropped by this message: notice again";
    }
    if (isMine(settings, record, message)) {
      me.at = At.commit;
      me.outcome = Outcome.bury;
      return "B: it carries the delivery: buries it";
    }
    me.at = record.status === Status.parked && !settings.without.burialNotes ? At.buryNote : At.ack;
    return "B: it does not carry the delivery";
  });
};

/** As in D1: a release may not be marked yet. */
function isMine({ without }: Settings, record: Delivery, message: Message | undefined): boolean {
  if (message === undefined) return false;
  if (record.status === Status.absent) return message.first === 1;
  if (record.status === Status.queued) return record.carrier === message.id;
  if (without.burialOfUnmarked) return false;
  return record.status === Status.parked && record.dispatch === message.dispatch;
}

export const buryNote: Step = (_settings, _state, i, move) => {
  move(kindOf(i), (to) => {
    note(to);
    to.invocation(i).at = At.ack;
    return "B: N notes the lane of what is parked";
  });
};
