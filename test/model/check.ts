import { explore } from "./equipment/explore.ts";
import { findFairRun } from "./equipment/fair-cycles.ts";
import { Protocol } from "./protocol/protocol.ts";
import type { Row } from "./row.ts";

/** The C++ one's limit was 75 million, too: a state takes some 60 bytes. */
const MOST_STATES = 75_000_000;

export const NEVER_ENDS = "a fair run never ends";

export interface Verdict {
  readonly states: number;
  readonly transitions: number;
  /** The most extra requests of one delivery. */
  readonly extra: number;
  /** What is wrong, with the steps of a shortest way there; undefined if all holds. */
  readonly wrong: { readonly what: string; readonly steps: readonly string[] } | undefined;
  readonly cpuSeconds: number;
}

/** Explores a configuration: every property in every state, then fair runs that never end. */
export function check({ settings, live }: Row, mostStates = MOST_STATES): Verdict {
  const startedAt = process.cpuUsage();
  const protocol = new Protocol(settings);
  const found = explore(protocol, { graph: live, mostStates });
  let wrong: Verdict["wrong"];
  if (found.problem !== undefined) {
    wrong = { what: found.problem.what, steps: found.wayTo(found.problem.state).steps };
  } else if (found.graph !== undefined) {
    const { state } = findFairRun(found.graph, protocol.fairness);
    if (state !== undefined) wrong = { what: NEVER_ENDS, steps: found.wayTo(state).steps };
  }
  const { user, system } = process.cpuUsage(startedAt);
  return {
    states: found.states,
    transitions: found.transitions,
    extra: protocol.mostExtra,
    wrong,
    cpuSeconds: (user + system) / 1_000_000,
  };
}
