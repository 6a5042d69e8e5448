import { At, Outcome, Status } from "./fields.ts";
import { kindOf, type Step } from "./moves.ts";
import { note } from "./note.ts";
import { see } from "./read-record.ts";

/** B: what came from the redrive queue. D4 bury and the notice are those of deliver. */
export const buryRead: Step = ({ without }, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    const record = to.delivery(me.delivery);
    const carries = record.carrier === me.message;
    see(me, record);
    if (record.status === Status.dropped && carries) {
      me.at = At.notice;
      return "B: dropped by this message: notice again";
    }
    const isFirst = record.status === Status.absent && to.message(me.message)?.first === 1;
    if (isFirst || (record.status === Status.queued && carries)) {
      me.at = At.commit;
      me.outcome = Outcome.bury;
      return "B: it carries the delivery: buries it";
    }
    me.at = record.status === Status.parked && !without.burialNotes ? At.buryNote : At.ack;
    return "B: it does not carry the delivery";
  });
};

export const buryNote: Step = (_settings, _state, i, move) => {
  move(kindOf(i), (to) => {
    note(to);
    to.invocation(i).at = At.ack;
    return "B: N notes the lane of what is parked";
  });
};
