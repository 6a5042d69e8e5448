import { Graph } from "./graph.ts";
import { Numbers } from "./numbers.ts";
import { StateSet } from "./state-set.ts";
import type { Cells, Label, System } from "./system.ts";

export interface Explored<S> {
  readonly states: number;
  readonly transitions: number;
  /** The first problem found, which none is nearer than. */
  readonly problem: { readonly what: string; readonly state: number } | undefined;
  /** Of the whole system, if it was asked for. */
  readonly graph: Graph | undefined;
  /** The steps of a shortest way to a state, and the state itself. */
  readonly wayTo: (state: number) => { readonly steps: readonly Label[]; readonly state: S };
}

export interface Limits {
  /** Whether to keep who leads where: liveness needs it. */
  readonly graph: boolean;
  /** More states than this are an error: the machine's memory ends somewhere. */
  readonly mostStates: number;
}

/** Explores every state that can be reached, the nearest first, until one has a problem. */
export function explore<S extends Cells>(system: System<S>, limits: Limits): Explored<S> {
  const { layout } = system;
  const states = new StateSet(layout.words);
  const parents = new Numbers(Uint32Array);
  const graph = limits.graph ? new Graph() : undefined;
  const words = new Uint32Array(layout.words);
  const from = system.newState();
  const to = system.newState();
  let transitions = 0;
  let problem: Explored<S>["problem"];

  const numberOf = (state: S): number => {
    system.tidy(state);
    layout.pack(state.cells, words);
    return states.add(words);
  };
  const read = (number: number, state: S): void => {
    layout.unpack(states.blockOf(number), states.offsetOf(number), state.cells);
  };
  const enter = (state: S, parent: number): number => {
    const known = states.size;
    const number = numberOf(state);
    if (number === known) {
      parents.push(parent);
      const what = system.problem(state);
      if (what !== undefined) problem ??= { what, state: number };
    }
    return number;
  };

  system.begin(to);
  enter(to, 0);
  for (let number = 0; number < states.size && problem === undefined; number += 1) {
    if (states.size > limits.mostStates) {
      throw new RangeError(`more than ${limits.mostStates} states: allow more, or ask for less`);
    }
    read(number, from);
    graph?.open(system.isEnded(from));
    system.next(from, (kind, change) => {
      transitions += 1;
      if (problem !== undefined) return;
      to.cells.set(from.cells);
      change(to);
      const target = enter(to, number);
      graph?.edge(target, kind);
    });
  }

  const labelOf = (parent: number, child: number): Label => {
    let found: Label | undefined;
    read(parent, from);
    system.next(from, (_kind, change) => {
      to.cells.set(from.cells);
      const label = change(to);
      if (found === undefined && numberOf(to) === child) found = label;
    });
    return found ?? "?";
  };
  const wayTo = (state: number) => {
    const steps: Label[] = [];
    for (let child = state; child !== 0; child = parents.at(child)) {
      steps.unshift(labelOf(parents.at(child), child));
    }
    read(state, from);
    return { steps, state: from };
  };
  return { states: states.size, transitions, problem, graph, wayTo };
}
