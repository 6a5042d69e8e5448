import { explore, type Taken } from "./equipment/explore.ts";
import { findFairRun } from "./equipment/fair-cycles.ts";
import { describe } from "./protocol/describe.ts";
import { Protocol } from "./protocol/protocol.ts";
import type { Settings } from "./protocol/settings.ts";

/** A state takes some 60 bytes; the largest row has 63 million of them. */
const MOST_STATES = 75_000_000;

export const NEVER_ENDS = "a fair run never ends";

export interface Verdict {
  readonly states: number;
  readonly transitions: number;
  /** The most requests of one delivery that no attempt explains. */
  readonly extra: number;
  /** The most executions that were between L2 and R2 at once. */
  readonly releasing: number;
  readonly wrong: Wrong | undefined;
  readonly cpuSeconds: number;
}

/** What does not hold, and a shortest way there: each step, and the state after it. */
export interface Wrong {
  readonly what: string;
  readonly way: readonly { readonly step: string; readonly state: string }[];
}

/** What is explored, and whether fair runs that never end are looked for. */
export interface Question {
  readonly settings: Settings;
  readonly live: boolean;
}

/** Explores a configuration: every property in every state, then fair runs that never end. */
export function check({ settings, live }: Question, mostStates = MOST_STATES): Verdict {
  const startedAt = process.cpuUsage();
  const protocol = new Protocol(settings);
  const explored = explore(protocol, { graph: live, mostStates });
  const { states, transitions, problem, graph } = explored;
  const tell = ({ label, state }: Taken) => ({
    step: label,
    state: describe(explored.read(state)),
  });
  let wrong: Wrong | undefined;
  if (problem !== undefined) {
    wrong = { what: problem.what, way: explored.wayTo(problem.state).map(tell) };
  } else if (graph !== undefined) {
    const { state } = findFairRun(graph, protocol.fairness);
    if (state !== undefined) wrong = { what: NEVER_ENDS, way: explored.wayTo(state).map(tell) };
  }
  const { user, system } = process.cpuUsage(startedAt);
  const cpuSeconds = (user + system) / 1_000_000;
  const { mostExtra: extra, mostReleasing: releasing } = protocol;
  return { states, transitions, extra, releasing, wrong, cpuSeconds };
}
