import { nameOf } from "./describe.ts";
import { FAN_OUTS, firstStep, isFanningOut } from "./fan-out.ts";
import { At, Lap, Status } from "./fields.ts";
import { rest } from "./lane-release.ts";
import { Kind, mayFail, type Move } from "./moves.ts";
import { loseQueues } from "./repair.ts";
import type { Settings } from "./settings.ts";
import { REQUEST, type State, SWEEP } from "./state.ts";

function whoIs(invocation: number): string {
  if (invocation < SWEEP) return "the worker";
  return invocation === REQUEST ? "the request" : "the sweep";
}

/**
 * What may go wrong, as long as the configuration has some of it left. A lost reply is a fault of
 * its step.
 */
export function faults(settings: Settings, state: State, move: Move): void {
  if (!mayFail(settings, state)) return;
  if (state.rest.crash > 0) crashes(settings, state, move);
  if (state.rest.sqsDuplicate > 0) duplicates(state, move);
  loseQueues(state, move);
  if (state.rest.executionDies > 0 && settings.lane === "whole") {
    for (const [k, { lap }] of state.executions.entries()) {
      if (lap === Lap.none) continue;
      move(Kind.fault, (to) => {
        to.rest.executionDies -= 1;
        to.endExecution(to.execution(k));
        return "FAULT: the lane's execution dies";
      });
    }
  }
}

/** Before any step: that the call fails is the same. */
function crashes(settings: Settings, state: State, move: Move): void {
  for (const [i, { at, carried }] of state.invocations.entries()) {
    if (at === At.idle) continue;
    move(Kind.fault, (to) => {
      to.rest.crash -= 1;
      to.rest.dearer += carried;
      to.end(to.invocation(i));
      if (i === REQUEST) to.rest.owed = 0;
      return `FAULT: ${whoIs(i)} dies, or its call fails, before ${nameOf(At, at)}`;
    });
  }
  for (const [k, { lap }] of state.executions.entries()) {
    if (lap === Lap.none || lap === Lap.sleep || lap === Lap.wake) continue;
    move(Kind.fault, (to) => {
      const execution = to.execution(k);
      to.rest.crash -= 1;
      rest(execution, Lap.wake);
      return "FAULT: the release function dies; Step Functions tries the task again, from L1";
    });
  }
  for (const [d, delivery] of state.deliveries.entries()) {
    for (const message of FAN_OUTS) {
      if (!isFanningOut(settings, delivery[message])) continue;
      move(Kind.fault, (to) => {
        to.rest.crash -= 1;
        to.delivery(d)[message] = firstStep(settings);
        return "FAULT: fan-out dies before F3; the event's message comes back";
      });
    }
  }
}

/** A hidden message comes too soon: while it is worked on, or held. */
function duplicates(state: State, move: Move): void {
  for (const { id, hidden } of state.messages) {
    if (id === 0 || hidden === 0) continue;
    const isBusy = state.invocations.some(({ at, message }, i) => {
      return i < SWEEP && at !== At.idle && message === id;
    });
    const isHeld = state.deliveries.some(
      ({ carrier, status }) => carrier === id && status === Status.queued,
    );
    if (!isBusy && !isHeld) continue;
    move(Kind.fault, (to) => {
      to.rest.sqsDuplicate -= 1;
      to.message(id)!.hidden = 0;
      return isBusy
        ? "FAULT: SQS delivers the message again while it is worked on"
        : "FAULT: SQS delivers the held message too soon";
    });
  }
}
