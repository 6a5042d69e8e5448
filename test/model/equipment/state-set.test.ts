import { expect, test } from "vitest";

import { StateSet } from "./state-set.ts";

/** More than the set's first slots, more than one of its blocks. */
const MANY = 200_000;

test("a set numbers states as they come, and knows them again after it has grown", () => {
  const states = new StateSet(2);
  const stateOf = (i: number) => new Uint32Array([i % 7, i]);
  for (let i = 0; i < MANY; i += 1) states.add(stateOf(i));
  let strangers = 0;
  for (let i = 0; i < MANY; i += 1) if (states.add(stateOf(i)) !== i) strangers += 1;
  expect(strangers).toBe(0);
  expect(states.size).toBe(MANY);
  expect(states.add(new Uint32Array([8, 1]))).toBe(MANY);
});
