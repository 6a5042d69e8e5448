import { Numbers } from "./numbers.ts";

/** Who leads where, and by which kind of step; states in the order in which they were explored. */
export class Graph {
  readonly #first = new Numbers(Uint32Array);
  readonly #targets = new Numbers(Uint32Array);
  readonly #kinds = new Numbers(Uint8Array);
  readonly #ended = new Numbers(Uint8Array);

  /** Begins the next state; its edges follow. */
  open(isEnded: boolean): void {
    this.#first.push(this.#targets.length);
    this.#ended.push(isEnded ? 1 : 0);
  }

  edge(target: number, kind: number): void {
    this.#targets.push(target);
    this.#kinds.push(kind);
  }

  get size(): number {
    return this.#first.length;
  }

  firstEdge(state: number): number {
    return state < this.size ? this.#first.at(state) : this.#targets.length;
  }

  target(edge: number): number {
    return this.#targets.at(edge);
  }

  kind(edge: number): number {
    return this.#kinds.at(edge);
  }

  isEnded(state: number): boolean {
    return this.#ended.at(state) === 1;
  }
}
