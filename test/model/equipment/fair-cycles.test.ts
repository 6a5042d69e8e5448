import { describe, expect, test } from "vitest";

import { findFairRun } from "./fair-cycles.ts";
import { Graph } from "./graph.ts";

const FAULT = 0;
const TIME = 1;
const WORK = 2;
const HELP = 3;
const FAIRNESS = { faults: FAULT, time: TIME, fair: [TIME, WORK, HELP] };

type Edges = readonly (readonly [target: number, kind: number])[];

/** One list of edges a state; those in `ended` have nothing to do any more. */
function graphOf(edges: readonly Edges[], ended: readonly number[] = []): Graph {
  const graph = new Graph();
  for (const [state, leads] of edges.entries()) {
    graph.open(ended.includes(state));
    for (const [target, kind] of leads) graph.edge(target, kind);
  }
  return graph;
}

const stateOf = (edges: readonly Edges[], ended: readonly number[] = []) =>
  findFairRun(graphOf(edges, ended), FAIRNESS).state;

describe("a fair run that never ends", () => {
  test("is a cycle that nothing else leads out of", () => {
    expect(stateOf([[[1, WORK]], [[2, WORK]], [[1, WORK]]])).toBe(1);
  });

  test("is not a cycle of what has ended", () => {
    expect(stateOf([[[1, WORK]], [[1, TIME]]], [1])).toBeUndefined();
  });

  test("is not a cycle that something fair would leave", () => {
    const edges: Edges[] = [
      [[1, WORK]],
      [
        [0, WORK],
        [2, HELP],
      ],
      [[2, TIME]],
    ];
    expect(stateOf(edges, [2])).toBeUndefined();
  });

  test("is a cycle that only a fault would leave", () => {
    const edges: Edges[] = [
      [[1, WORK]],
      [
        [0, WORK],
        [2, FAULT],
      ],
      [[2, TIME]],
    ];
    expect(stateOf(edges, [2])).toBe(0);
  });

  test("is the part of a cycle in which nothing fair is left out", () => {
    const edges: Edges[] = [
      [
        [1, WORK],
        [3, HELP],
      ],
      [[2, WORK]],
      [
        [1, WORK],
        [0, TIME],
      ],
      [[3, TIME]],
    ];
    // Without 0, where HELP would leave, 1 and 2 turn for ever; but TIME leads from 2 to 0.
    expect(stateOf(edges, [3])).toBeUndefined();
    edges[2] = [
      [1, WORK],
      [0, FAULT],
    ];
    expect(stateOf(edges, [3])).toBe(1);
  });

  test("is time that passes where nothing else can happen", () => {
    expect(stateOf([[[1, WORK]], [[1, TIME]]])).toBe(1);
  });

  test("is a state that nothing leads out of", () => {
    expect(stateOf([[[1, WORK]], []])).toBe(1);
  });

  test("is not where everything ends, however long the way", () => {
    const edges = Array.from({ length: 5000 }, (_, state): Edges => [[state + 1, WORK]]);
    expect(stateOf([...edges, []], [5000])).toBeUndefined();
  });
});
