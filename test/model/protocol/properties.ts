import { isCommitOnItsWay } from "./carried.ts";
import { UNATTEMPTED } from "./commit.ts";
import { FAN_OUTS } from "./fan-out.ts";
import { At, FanOut, LaneState, Lap, Outcome, Status } from "./fields.ts";
import { faultsSoFar } from "./moves.ts";
import type { Settings } from "./settings.ts";
import {
  type Delivery,
  isDead,
  isRunning,
  isTerminal,
  REQUEST,
  SEEN,
  type State,
} from "./state.ts";

/**
 * What section 3 of docs/protocol.md says must never be, looked for in one state. What only a step
 * can see, (2), (3) and (8), it has put into the state.
 */
export function problemOf(settings: Settings, state: State): string | undefined {
  if (state.rest.problem !== 0) return SEEN[state.rest.problem];
  for (const [d, delivery] of state.deliveries.entries()) {
    const problem = problemOfDelivery(settings, state, delivery, d);
    if (problem !== undefined) return problem;
  }
  // (7)
  let current = 0;
  for (const { lap, generation } of state.executions) {
    if (lap !== Lap.none && generation === state.lane.generation) current += 1;
  }
  if (current > 1) return "two executions of the current generation";
  return isSleptOver(settings, state) ? "a lane that was woken sleeps" : undefined;
}

/** (10) An execution that died is found by its old heartbeat only; a task that failed sleeps on. */
function isSleptOver({ faults }: Settings, state: State): boolean {
  const { executions, lane, rest } = state;
  if (rest.owed === 0 || state.invocation(REQUEST).at !== At.idle) return false;
  if (!isRunning(lane.state) || rest.executionDies < faults.executionDies) return false;
  if (rest.throttle < faults.throttle) return false;
  return !executions.some(({ lap, generation }) => {
    if (lap === Lap.none || lap === Lap.sleep) return false;
    return generation === lane.generation || lap === Lap.startSuccessor;
  });
}

function problemOfDelivery(
  settings: Settings,
  state: State,
  delivery: Delivery,
  d: number,
): string | undefined {
  const { status, noticed, carrier, attempts, scheduleFrom, lost, handOvers } = delivery;
  // The bound, and (5).
  if (settings.bound) {
    const faults = faultsSoFar(settings, state);
    if (extraRequests(state, d) > faults) return "more requests than faults";
    if (posting(state, d) + uncommitted(state, d) > 1 + faults) return "two attempts at once";
  }
  // (6)
  if (attempts - scheduleFrom > settings.attempts) return "more attempts than the policy";
  if (handOvers > mostHandOvers(settings, state)) return "handed over again and again";
  if (lost === 1) return undefined;
  // (1) and (9)
  if (!isCarried(settings, state, delivery, d)) return "lost: nothing carries it";
  // (4)
  const isUntold = status === Status.dropped && noticed === 0;
  if (isUntold && !state.speaksFor(carrier)) return "dropped without a notice";
  return undefined;
}

/** As often as it turned worse, for what was sent to a pool before; or was by an old standing. */
function mostHandOvers(settings: Settings, state: State): number {
  const { worse, staleStanding } = state.rest;
  const stale = settings.faults.staleStanding - staleStanding;
  return worse + stale + faultsSoFar(settings, state);
}

function posting({ invocations }: State, d: number): number {
  let count = 0;
  for (const { at, delivery } of invocations) if (at === At.post && delivery === d) count += 1;
  return count;
}

/** Requests that no attempt explains, committed or about to be. */
export function extraRequests(state: State, d: number): number {
  const { posts, attempts } = state.delivery(d);
  return posts - attempts - uncommitted(state, d);
}

/** Executions that have looked, and release what they found. */
export function releasing({ executions }: State): number {
  let count = 0;
  for (const { lap } of executions) {
    if (lap === Lap.query || lap === Lap.send || lap === Lap.mark) count += 1;
  }
  return count;
}

/** Requests whose commit is still to come: from a worker, or by a message. */
function uncommitted(state: State, d: number): number {
  let count = isCommitOnItsWay(state, d) ? 1 : 0;
  for (const { at, delivery, outcome, of } of state.invocations) {
    if (at === At.idle || delivery !== d || outcome === Outcome.none || of !== 0) continue;
    if (!UNATTEMPTED.has(outcome)) count += 1;
  }
  return count;
}

/** Terminal, or somebody has it in hand. */
function isCarried(settings: Settings, state: State, delivery: Delivery, d: number): boolean {
  if (isTerminal(delivery.status)) return true;
  switch (delivery.status) {
    case Status.absent:
      return isOnItsWay(settings, state, delivery, d);
    case Status.queued:
      return hasCarrier(settings, state, delivery.carrier);
    default:
      if (settings.lane === "given") return true;
      if (state.messages.some((m) => m.id !== 0 && m.delivery === d)) return true;
      if (settings.sweeps) return state.lane.state !== LaneState.absent;
      return (
        state.invocations.some(({ at, delivery: of }) => at !== At.idle && of === d) ||
        hasLane(settings, state)
      );
  }
}

function isOnItsWay({ without }: Settings, state: State, delivery: Delivery, d: number): boolean {
  if (isPublished(delivery) || state.messages.some((m) => m.first === 1 && m.delivery === d))
    return true;
  if (isCommitOnItsWay(state, d)) return true;
  return state.rest.gone === 1 && !without.ttlOnTerminalOnly;
}

/** A message of its event is there. */
function isPublished(delivery: Delivery): boolean {
  return FAN_OUTS.some((message) => delivery[message] !== FanOut.none);
}

/** With the mutants that name a message before it is sent, who is about to send it counts, too. */
function hasCarrier({ without }: Settings, state: State, carrier: number): boolean {
  if (state.speaksFor(carrier)) return true;
  if (without.resendParks && state.invocation(REQUEST).at !== At.idle) return true;
  if (!without.sendBeforeMark) return false;
  return (
    state.executions.some(({ lap, sent }) => lap === Lap.mark && sent === carrier) ||
    state.invocations.some(({ at, sent }) => at === At.mark && sent === carrier)
  );
}

/** Without the sweep: an execution of the lane, or one that will start it. */
function hasLane({ without }: Settings, { executions, lane }: State): boolean {
  for (const { lap, generation } of executions) {
    if (lap === Lap.none) continue;
    const isCurrent = generation === lane.generation;
    if (isCurrent && isRunning(lane.state)) return true;
    if (lap === Lap.startSuccessor) return true;
    const willWake = lap === Lap.wake || lap === Lap.sleep || lap === Lap.rest;
    const meetsOpening = willWake && lane.state === LaneState.opening && !isCurrent;
    if (meetsOpening && !without.startSuccessor) return true;
  }
  return false;
}

/** Liveness: every delivery has ended, every message is acked, every execution has ended. */
export function isEnded({ everyLaneGoes, lane: kind }: Settings, state: State): boolean {
  const { deliveries, messages, invocations, executions, lane, rest } = state;
  for (const delivery of deliveries) {
    if (isPublished(delivery)) return false;
    if (!isTerminal(delivery.status) && rest.gone === 0) return false;
  }
  for (const { id } of messages) if (id !== 0) return false;
  for (const { at } of invocations) if (at !== At.idle) return false;
  if (kind === "given") return true;
  for (const { lap } of executions) if (lap !== Lap.none) return false;
  if (everyLaneGoes) return lane.state === LaneState.absent;
  // An item left opening, or open with an old heartbeat, is taken over by whoever parks next.
  return lane.state !== LaneState.open || isDead(lane);
}
