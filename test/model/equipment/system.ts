import type { Layout } from "./layout.ts";

export interface Cells {
  readonly cells: Int16Array;
}

/**
 * What a step is called, told after it was made: a step of docs/protocol.md, and how it turned out.
 */
export type Label = string;

/** Says that something can happen: which kind of thing, and what it does to a copy of the state. */
export type Move<S> = (kind: number, change: (to: S) => Label) => void;

/** A transition system: where it begins, what can happen in a state, and what must not be so. */
export interface System<S extends Cells> {
  readonly layout: Layout;
  newState(): S;
  begin(state: S): void;
  next(state: S, move: Move<S>): void;
  /** Gives states that differ in nothing but order the same cells. */
  tidy(state: S): void;
  /** What is wrong in this state, if anything is. */
  problem(state: S): string | undefined;
  /** Nothing has to happen any more. */
  isEnded(state: S): boolean;
}
