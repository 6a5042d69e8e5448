import { resent } from "./breaker.ts";
import { At, Status } from "./fields.ts";
import { kindOf, type Step } from "./moves.ts";
import { note } from "./note.ts";
import { see } from "./read-record.ts";

/** O, resend: the record is read, then N, then the commit. */
export const resendRead: Step = ({ without }, _state, i, move) => {
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    see(me, to.delivery(me.delivery));
    me.at = without.resendNotes ? At.resendCommit : At.resendNote;
    return "O resend reads the record";
  });
};

export const resendNote: Step = (_settings, _state, i, move) => {
  move(kindOf(i), (to) => {
    note(to);
    to.invocation(i).at = At.resendCommit;
    return "O resend: N notes the lane";
  });
};

export const resendCommit: Step = (settings, _state, i, move) => {
  const { without } = settings;
  move(kindOf(i), (to) => {
    const me = to.invocation(i);
    const record = to.delivery(me.delivery);
    if (record.status === Status.absent) {
      to.end(me);
      return "O resend: the record is gone";
    }
    if (record.dispatch !== me.seenDispatch) {
      me.at = At.resendRead;
      return "O resend refused: reads again";
    }
    record.scheduleFrom = record.attempts;
    record.dispatch += 1;
    record.status = Status.parked;
    record.due = 0;
    record.carrier = 0;
    record.noticed = 0;
    resent(settings, to, me.delivery);
    if (without.resendParks) {
      record.status = Status.queued;
      record.carrier = to.freshId();
      me.sent = record.carrier;
      me.seenDispatch = record.dispatch;
      me.at = At.mark;
      return "O resend commits queued";
    }
    see(me, record);
    me.at = At.send;
    return "O resend: parked, due now, a new schedule";
  });
};
