import { expect, test } from "vitest";

import {
  changeSelection,
  MOST_SELECTED,
  NOTHING_SELECTED,
  selectedOf,
} from "../../../console/deliveries/selection.ts";

const select = (...ids: string[]) => ({ kind: "set", ids, isSelected: true }) as const;
const unselect = (...ids: string[]) => ({ kind: "set", ids, isSelected: false }) as const;
const page = [{ id: "a" }, { id: "b" }];

test("rows are selected and unselected, one or a page at once", () => {
  const one = changeSelection(NOTHING_SELECTED, select("a"));
  expect([selectedOf(page, NOTHING_SELECTED), selectedOf(page, one)]).toEqual(["none", "some"]);
  const both = changeSelection(one, select("a", "b"));
  expect([...both.ids]).toEqual(["a", "b"]);
  expect(selectedOf(page, both)).toBe("all");
  expect([...changeSelection(both, unselect("a", "x")).ids]).toEqual(["b"]);
  expect(changeSelection(both, { kind: "clear" })).toBe(NOTHING_SELECTED);
  expect([...one.ids]).toEqual(["a"]);
});

test("an empty page has nothing selected", () => {
  expect(selectedOf([], changeSelection(NOTHING_SELECTED, select("a")))).toBe("none");
});

test("it takes ten thousand at most, and says so", () => {
  const ids = Array.from({ length: MOST_SELECTED + 1 }, (_, number) => String(number));
  const full = changeSelection(NOTHING_SELECTED, select(...ids));
  expect([full.ids.size, full.isFull]).toEqual([MOST_SELECTED, true]);
  expect(changeSelection(full, select("0")).isFull).toBe(false);
  expect(changeSelection(full, unselect("0"))).toMatchObject({ isFull: false });
});
