import { describe, expect, test } from "vitest";

import { Layout, sortThings, viewOf } from "./layout.ts";

const THING = { kind: { bits: 5 }, due: { bits: 3, least: -2 }, flag: { bits: 1 } };
const Thing = viewOf(THING);
const SIZE = 3;

function packed(count: number) {
  const layout = new Layout();
  const places = Array.from({ length: count }, () => layout.add(THING));
  const cells = new Int16Array(layout.cells);
  return { layout, cells, things: places.map((place) => new Thing(cells, place)) };
}

describe("the layout of a state", () => {
  test("gives back what was packed, over several words", () => {
    const { layout, cells, things } = packed(8);
    const words = new Uint32Array(layout.words);
    for (const [i, thing] of things.entries()) {
      thing.kind = 31 - i;
      thing.due = (i % 8) - 2;
      thing.flag = i % 2;
    }
    const before = cells.slice();
    layout.pack(cells, words);
    cells.fill(0);
    layout.unpack(words, 0, cells);
    expect(layout.words).toBe(3);
    expect(cells).toEqual(before);
  });

  test.each([
    ["due", 6],
    ["due", -3],
    ["kind", 32],
  ] as const)("has no room for %s = %i, and says so", (field, value) => {
    const { layout, cells, things } = packed(1);
    things[0]![field] = value;
    expect(() => layout.pack(cells, new Uint32Array(layout.words))).toThrow(
      `${field} = ${value} does not fit`,
    );
  });

  test("sorts things that stand for a set, free ones last", () => {
    const { cells } = packed(4);
    cells.set([0, 0, 0, 2, 1, 0, 0, 0, 0, 2, 3, 1]);
    sortThings(cells, 0, SIZE, 4);
    expect([...cells]).toEqual([2, 3, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0]);
  });
});
