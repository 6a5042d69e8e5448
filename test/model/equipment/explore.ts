import { Graph } from "./graph.ts";
import { Numbers } from "./numbers.ts";
import { StateSet } from "./state-set.ts";
import type { Cells, Label, System } from "./system.ts";

export interface Limits {
  /** Whether to keep who leads where: liveness needs it. */
  readonly graph: boolean;
  /** More states than this are an error: the machine's memory ends somewhere. */
  readonly mostStates: number;
}

/** A step, and the number of the state it leads to. */
export interface Taken {
  readonly label: Label;
  readonly state: number;
}

/** Explores every state that can be reached, the nearest first, until one has a problem. */
export function explore<S extends Cells>(system: System<S>, limits: Limits): Exploration<S> {
  const exploration = new Exploration(system, limits);
  exploration.run();
  return exploration;
}

class Exploration<S extends Cells> {
  readonly #system: System<S>;
  readonly #limits: Limits;
  readonly #found: StateSet;
  readonly #parents = new Numbers(Uint32Array);
  readonly #words: Uint32Array;
  readonly #from: S;
  readonly #to: S;
  transitions = 0;
  /** The first problem found; none is nearer. */
  problem: { readonly what: string; readonly state: number } | undefined;
  /** Of the whole system, if it was asked for. */
  readonly graph: Graph | undefined;

  constructor(system: System<S>, limits: Limits) {
    this.#system = system;
    this.#limits = limits;
    this.#found = new StateSet(system.layout.words);
    this.#words = new Uint32Array(system.layout.words);
    this.#from = system.newState();
    this.#to = system.newState();
    this.graph = limits.graph ? new Graph() : undefined;
  }

  get states(): number {
    return this.#found.size;
  }

  run(): void {
    this.#system.begin(this.#to);
    this.#enter(0);
    for (let number = 0; number < this.states && this.problem === undefined; number += 1) {
      if (this.states > this.#limits.mostStates) {
        throw new RangeError(
          `more than ${this.#limits.mostStates} states: allow more, or ask for less`,
        );
      }
      this.#expand(number);
    }
  }

  /** The state of this number; the next call overwrites it. */
  read(number: number): S {
    const { layout } = this.#system;
    layout.unpack(this.#found.blockOf(number), this.#found.offsetOf(number), this.#from.cells);
    return this.#from;
  }

  /** The steps of a shortest way to a state. */
  wayTo(state: number): readonly Taken[] {
    const taken: Taken[] = [];
    for (let child = state; child !== 0; child = this.#parents.at(child)) {
      taken.push({ label: this.#labelOf(this.#parents.at(child), child), state: child });
    }
    return taken.toReversed();
  }

  #expand(number: number): void {
    const from = this.read(number);
    this.graph?.open(this.#system.isEnded(from));
    this.#system.next(from, (kind, change) => {
      this.transitions += 1;
      if (this.problem !== undefined) return;
      this.#to.cells.set(from.cells);
      change(this.#to);
      const target = this.#enter(number);
      this.graph?.edge(target, kind);
    });
  }

  /** The number of the state just made; a new one is looked at. */
  #enter(parent: number): number {
    const known = this.states;
    const number = this.#numberOfMade();
    if (number !== known) return number;
    this.#parents.push(parent);
    const what = this.#system.problem(this.#to);
    if (what !== undefined) this.problem = { what, state: number };
    return number;
  }

  #numberOfMade(): number {
    this.#system.tidy(this.#to);
    this.#system.layout.pack(this.#to.cells, this.#words);
    return this.#found.add(this.#words);
  }

  #labelOf(parent: number, child: number): Label {
    const from = this.read(parent);
    const labels: Label[] = [];
    this.#system.next(from, (_kind, change) => {
      this.#to.cells.set(from.cells);
      const label = change(this.#to);
      if (this.#numberOfMade() === child) labels.push(label);
    });
    const [first] = labels;
    if (first === undefined) throw new Error(`state ${parent} does not lead to ${child}`);
    return first;
  }
}
