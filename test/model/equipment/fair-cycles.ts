import type { Graph } from "./graph.ts";

export interface Fairness {
  /** Kinds that may never happen, and never do for ever: each of them uses something up. */
  readonly faults: number;
  /**
   * Goes on by itself: that it passes in a state where nothing else changes says nothing of a set
   * of states.
   */
  readonly time: number;
  /** What can happen again and again does happen again and again. */
  readonly fair: readonly number[];
}

/**
 * Looks for a run that never ends and is fair: a set of states, each reachable from each, in which
 * everything fair that is possible somewhere is done somewhere, and which has not ended; or a state
 * that nothing leads out of. Returns the nearest such state, and how many sets of several states
 * there were.
 */
export function findFairRun(
  graph: Graph,
  fairness: Fairness,
): { readonly state: number | undefined; readonly cycles: number } {
  const { faults, time, fair } = fairness;
  const region = new Uint32Array(graph.size);
  const components = new Components(graph, faults, region);
  let regions = 0;
  let state: number | undefined;

  const see = (members: readonly number[]): void => {
    const own = (regions += 1);
    for (const member of members) region[member] = own;
    let possible = 0;
    let done = 0;
    for (const member of members) {
      for (let edge = graph.firstEdge(member); edge < graph.firstEdge(member + 1); edge += 1) {
        const kind = graph.kind(edge);
        const target = graph.target(edge);
        if (kind === faults) continue;
        if (kind === time && target === member && members.length > 1) continue;
        possible |= 1 << kind;
        if (region[target] === own) done |= 1 << kind;
      }
    }
    const open = members.filter((member) => !graph.isEnded(member));
    if (open.length === 0 || (done === 0 && possible !== 0)) return;
    const starved = fair.find((kind) => ((possible & ~done) >>> kind) & 1);
    if (starved === undefined) {
      for (const member of open) state = Math.min(state ?? member, member);
      return;
    }
    const rest = members.filter((member) => !isPossible(graph, member, starved));
    for (const member of rest) region[member] = regions + 1;
    regions += 1;
    for (const part of components.of(rest)) see(part);
  };

  let cycles = 0;
  for (const members of components.of(Uint32Array.from(region, (_, number) => number))) {
    if (members.length > 1) cycles += 1;
    see(members);
  }
  return { state, cycles };
}

function isPossible(graph: Graph, state: number, kind: number): boolean {
  for (let edge = graph.firstEdge(state); edge < graph.firstEdge(state + 1); edge += 1) {
    if (graph.kind(edge) === kind) return true;
  }
  return false;
}

/**
 * Strongly connected components of the states of one region: Tarjan's algorithm, without recursion.
 */
class Components {
  readonly #graph: Graph;
  readonly #faults: number;
  readonly #region: Uint32Array;
  /** When a state was met first, from 1 on; 0 before. */
  readonly #met: Uint32Array;
  readonly #low: Uint32Array;
  readonly #edge: Uint32Array;
  readonly #waiting: Uint8Array;
  #count = 0;

  constructor(graph: Graph, faults: number, region: Uint32Array) {
    this.#graph = graph;
    this.#faults = faults;
    this.#region = region;
    this.#met = new Uint32Array(graph.size);
    this.#low = new Uint32Array(graph.size);
    this.#edge = new Uint32Array(graph.size);
    this.#waiting = new Uint8Array(graph.size);
  }

  /**
   * All of one region are given; what leads out of it is not followed. A state that stands alone
   * and leads elsewhere is left out: no run stays there.
   */
  of(members: Uint32Array | readonly number[]): number[][] {
    const found: number[][] = [];
    for (const member of members) this.#met[member] = 0;
    for (const member of members) {
      if (this.#met[member] === 0) this.#walk(member, found);
    }
    return found;
  }

  #walk(root: number, found: number[][]): void {
    const path: number[] = [];
    const open: number[] = [];
    const region = this.#region[root];
    const enter = (state: number): void => {
      this.#count += 1;
      this.#met[state] = this.#count;
      this.#low[state] = this.#count;
      this.#edge[state] = this.#graph.firstEdge(state);
      this.#waiting[state] = 1;
      path.push(state);
      open.push(state);
    };
    enter(root);
    for (let state = path.at(-1); state !== undefined; state = path.at(-1)) {
      const next = this.#step(state, region);
      if (next !== undefined) {
        enter(next);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) this.#lower(parent, this.#low[state]!);
      if (this.#low[state] !== this.#met[state]) continue;
      const members = this.#close(open, state);
      if (members.length > 1 || this.#mayStay(state)) found.push(members);
    }
  }

  /** The next state to go to from here, if one is left that was not met. */
  #step(state: number, region: number | undefined): number | undefined {
    const end = this.#graph.firstEdge(state + 1);
    while (this.#edge[state]! < end) {
      const edge = this.#edge[state]!;
      this.#edge[state] = edge + 1;
      const target = this.#graph.target(edge);
      if (this.#graph.kind(edge) === this.#faults || this.#region[target] !== region) continue;
      if (this.#met[target] === 0) return target;
      if (this.#waiting[target] === 1) this.#lower(state, this.#met[target]!);
    }
    return undefined;
  }

  #mayStay(state: number): boolean {
    let leads = false;
    for (
      let edge = this.#graph.firstEdge(state);
      edge < this.#graph.firstEdge(state + 1);
      edge += 1
    ) {
      if (this.#graph.kind(edge) === this.#faults) continue;
      if (this.#graph.target(edge) === state) return true;
      leads = true;
    }
    return !leads;
  }

  #lower(state: number, to: number): void {
    if (to < this.#low[state]!) this.#low[state] = to;
  }

  #close(open: number[], state: number): number[] {
    const members = open.splice(open.lastIndexOf(state));
    for (const member of members) this.#waiting[member] = 0;
    return members;
  }
}
