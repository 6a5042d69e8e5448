import { describe, expect, test } from "vitest";

import { explore } from "./explore.ts";
import { Layout } from "./layout.ts";
import type { Cells, System } from "./system.ts";

/** Two numbers that are added to; `most` is the largest that a number may become. */
function counters(most: number, isWrong: (one: number, other: number) => boolean) {
  const layout = new Layout();
  layout.add({ one: { bits: 6 }, other: { bits: 6 } });
  const system: System<Cells> = {
    layout,
    newState: () => ({ cells: new Int16Array(layout.cells) }),
    begin: ({ cells }) => cells.fill(0),
    next: ({ cells }, move) => {
      for (const [i, name] of ["one", "other"].entries()) {
        for (const step of [1, 5]) {
          if (cells[i]! + step > most) continue;
          move(0, (to) => {
            to.cells[i]! += step;
            return `${name} + ${step}`;
          });
        }
      }
    },
    tidy: () => undefined,
    problem: ({ cells }) => (isWrong(cells[0]!, cells[1]!) ? "wrong" : undefined),
    isEnded: () => false,
  };
  return system;
}

const LIMITS = { graph: false, mostStates: 10_000 };

describe("the exploration", () => {
  test("finds every state and every transition, once", () => {
    const found = explore(
      counters(9, () => false),
      { ...LIMITS, graph: true },
    );
    expect(found.problem).toBeUndefined();
    expect(found.states).toBe(100);
    expect(found.transitions).toBe(2 * 10 * (9 + 5));
    expect(found.graph?.size).toBe(100);
  });

  test("finds a shortest way to what is wrong, and what is there", () => {
    const found = explore(
      counters(20, (one, other) => one === 7 && other === 10),
      LIMITS,
    );
    const way = found.wayTo(found.problem!.state);
    expect(way.map(({ label }) => label).toSorted()).toEqual([
      "one + 1",
      "one + 1",
      "one + 5",
      "other + 5",
      "other + 5",
    ]);
    expect([...found.read(way.at(-1)!.state).cells]).toEqual([7, 10]);
  });

  test("says when there are more states than it may keep", () => {
    expect(() =>
      explore(
        counters(63, () => false),
        { ...LIMITS, mostStates: 1000 },
      ),
    ).toThrow("more than 1000 states");
  });
});
