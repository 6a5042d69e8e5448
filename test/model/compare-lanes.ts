import { explore } from "./equipment/explore.ts";
import { StateSet } from "./equipment/state-set.ts";
import { At } from "./protocol/fields.ts";
import { Protocol } from "./protocol/protocol.ts";
import type { Settings } from "./protocol/settings.ts";
import { REQUEST, type State, SWEEP } from "./protocol/state.ts";

const LIMITS = { graph: false, mostStates: 1_000_000 };

const IN_E = new Set<number>([At.readLane, At.openLane, At.touchLane, At.startExecution]);

/** Leaves of a state what deliver, bury and a resend see or did: nothing of the lane. */
function forget(state: State): void {
  const { invocations, executions, lane, rest } = state;
  state.end(state.invocation(SWEEP));
  const { at: next } = state.invocation(REQUEST);
  const isInW = next === At.supersede || next === At.call || IN_E.has(next);
  if (isInW) state.invocation(REQUEST).at = At.wakeLane;
  for (const invocation of invocations) {
    const { at } = invocation;
    if (IN_E.has(at)) invocation.at = At.readLane;
    invocation.laneState = 0;
    invocation.laneGeneration = 0;
  }
  for (const execution of executions) state.endExecution(execution);
  Object.assign(lane, { state: 0, generation: 0, heartbeat: 0, parked: 0, rested: 0, called: 0 });
  rest.ended = 0;
  rest.owed = 0;
}

/** Adds what is left of every state; returns how many such remainders the set has then. */
function collect(settings: Settings, remainders: StateSet): number {
  const protocol = new Protocol(settings);
  const explored = explore(protocol, LIMITS);
  const words = new Uint32Array(protocol.layout.words);
  for (let number = 0; number < explored.states; number += 1) {
    const state = explored.read(number);
    forget(state);
    protocol.tidy(state);
    protocol.layout.pack(state.cells, words);
    remainders.add(words);
  }
  return remainders.size;
}

/** What deliver sees and did, lane forgotten: how many such remainders of states there are. */
export interface Remainders {
  /** Beside a given lane. */
  readonly given: number;
  /** Beside a given lane or the whole one. */
  readonly both: number;
}

/** Explores a configuration with a given lane and with the whole one. */
export function compareLanes(settings: Settings): Remainders {
  const remainders = new StateSet(new Protocol(settings).layout.words);
  const given = collect({ ...settings, lane: "given", sweeps: false }, remainders);
  return { given, both: collect(settings, remainders) };
}
