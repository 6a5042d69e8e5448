import type { Fairness } from "../equipment/fair-cycles.ts";
import type { System } from "../equipment/system.ts";
import { buryNote, buryRead } from "./bury.ts";
import { commit } from "./commit.ts";
import { ack, changeVisibility, claim, notice, post, readAgain, receive } from "./deliver.ts";
import { openLane, readLane, startExecution, touchLane } from "./ensure-lane.ts";
import { index, time } from "./environment.ts";
import { fanOut, firstStep } from "./fan-out.ts";
import { faults } from "./faults.ts";
import { At, LaneState } from "./fields.ts";
import { beginGiven, ensured, GIVEN_LANE, happenToGiven } from "./given-lane.ts";
import { handOver, handOverCommit } from "./hand-over.ts";
import { LANE } from "./lane.ts";
import { Kind, type Move, type Step } from "./moves.ts";
import { operators } from "./operators.ts";
import { extraRequests, isEnded, problemOf, releasing } from "./properties.ts";
import { markRelease, send } from "./release.ts";
import { repair, repairCommit, repairNote } from "./repair.ts";
import { resendCommit, resendNote, resendRead } from "./resend.ts";
import type { Settings } from "./settings.ts";
import { Places, State } from "./state.ts";
import { removeLane, sweep } from "./sweep.ts";
import { carry, throttles } from "./throttles.ts";
import { call, supersede, wakeLane } from "./wake-lane.ts";

/** By where the invocation is (At). */
const STEPS: Readonly<Record<number, Step>> = {
  [At.read]: readAgain,
  [At.post]: post,
  [At.commit]: commit,
  [At.changeVisibility]: changeVisibility,
  [At.send]: send,
  [At.mark]: markRelease,
  [At.notice]: notice,
  [At.readLane]: readLane,
  [At.openLane]: openLane,
  [At.touchLane]: touchLane,
  [At.startExecution]: startExecution,
  [At.ack]: ack,
  [At.buryRead]: buryRead,
  [At.buryNote]: buryNote,
  [At.resendRead]: resendRead,
  [At.resendNote]: resendNote,
  [At.resendCommit]: resendCommit,
  [At.removeLane]: removeLane,
  [At.repairNote]: repairNote,
  [At.repairCommit]: repairCommit,
  [At.wakeLane]: wakeLane,
  [At.supersede]: supersede,
  [At.call]: call,
  [At.claim]: claim,
  [At.carry]: carry,
  [At.handOver]: handOver,
  [At.handOverCommit]: handOverCommit,
};

/**
 * The delivery protocol of docs/protocol.md; one transition is one external call, or one thing the
 * environment does.
 */
export class Protocol implements System<State> {
  readonly #settings: Settings;
  readonly #places: Places;
  readonly #steps: typeof STEPS;
  readonly #laneSteps: typeof LANE;
  /** The most extra requests of one delivery seen in any state. */
  mostExtra = 0;
  /** The most executions that were between L2 and R2 at once. */
  mostReleasing = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#places = new Places(settings.deliveries);
    const isGiven = settings.lane === "given";
    this.#steps = isGiven ? { ...STEPS, [At.readLane]: ensured } : STEPS;
    this.#laneSteps = isGiven ? GIVEN_LANE : LANE;
  }

  get layout() {
    return this.#places.layout;
  }

  newState(): State {
    return new State(this.#places);
  }

  begin(state: State): void {
    for (const delivery of state.deliveries) delivery.fanOut = firstStep(this.#settings);
    state.lane.state = LaneState.absent;
    if (this.#settings.lane === "given") beginGiven(state);
    state.rest.enabled = 1;
    Object.assign(state.rest, this.#settings.faults);
  }

  next(state: State, move: Move): void {
    const settings = this.#settings;
    time(settings, state, move);
    index(state, move);
    fanOut(settings, state, move);
    receive(settings, state, move);
    for (let i = 0; i < state.invocations.length; i += 1) {
      this.#steps[state.invocation(i).at]?.(settings, state, i, move);
    }
    sweep(settings, state, move);
    for (let k = 0; k < state.executions.length; k += 1) {
      this.#laneSteps[state.execution(k).lap]?.(settings, state, k, move);
    }
    if (settings.lane === "given") happenToGiven(settings, state, move);
    operators(settings, state, move);
    repair(settings, state, move);
    faults(settings, state, move);
    throttles(settings, state, move);
  }

  tidy(state: State): void {
    state.tidy();
  }

  problem(state: State): string | undefined {
    for (let d = 0; d < this.#settings.deliveries; d += 1) {
      this.mostExtra = Math.max(this.mostExtra, extraRequests(state, d));
    }
    this.mostReleasing = Math.max(this.mostReleasing, releasing(state));
    return problemOf(this.#settings, state);
  }

  isEnded(state: State): boolean {
    return isEnded(this.#settings, state);
  }

  get fairness(): Fairness {
    const fair = Object.values(Kind).filter(
      (kind) => kind !== Kind.fault && (kind !== Kind.remove || this.#settings.everyLaneGoes),
    );
    return { faults: Kind.fault, time: Kind.time, fair };
  }
}
