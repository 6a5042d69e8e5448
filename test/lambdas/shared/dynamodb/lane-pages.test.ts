import { expect, test } from "vitest";

import { laneKeysOf } from "../../../../lambdas/shared/domain/lane-keys.ts";
import { nextPage, startsOf } from "../../../../lambdas/shared/dynamodb/lane-pages.ts";

const WEBHOOK = `wh_${"1".repeat(22)}`;
const EVENT = `evt_${"2".repeat(22)}`;
const [first, ...others] = laneKeysOf(WEBHOOK);
const end = { eventId: EVENT, nextAttemptAtMs: 5 };

function lastKey(lane: string) {
  return {
    pk: { S: EVENT },
    sk: { S: `d#${WEBHOOK}` },
    lane: { S: lane },
    nextAttemptAt: { N: "5" },
  };
}

test("the first page reads under all keys, as many under the four new ones as under the old", () => {
  expect(startsOf(WEBHOOK, undefined, 1000)).toEqual([
    { lane: first, limit: 1000, startKey: undefined },
    ...others.map((lane) => ({ lane, limit: 250, startKey: undefined })),
  ]);
});

test("what a version before left over goes on under the key that it knew", () => {
  expect(startsOf(WEBHOOK, end, 1000)).toEqual([
    { lane: first, limit: 1000, startKey: lastKey(first) },
  ]);
});

test("a page that is left over under the old key alone is what a version before can read", () => {
  expect(nextPage(WEBHOOK, [lastKey(first)])).toEqual(end);
});

test("the next page goes on under the keys that more is left under, and under no other", () => {
  const [one = "", other = ""] = others;
  const page = nextPage(WEBHOOK, [lastKey(other), lastKey(one)]);
  expect(page).toEqual({ keys: { [one]: end, [other]: end } });
  expect(startsOf(WEBHOOK, page, 1000).map(({ lane, startKey }) => [lane, startKey])).toEqual([
    [one, lastKey(one)],
    [other, lastKey(other)],
  ]);
  const all = nextPage(WEBHOOK, [first, ...others].map(lastKey));
  expect(startsOf(WEBHOOK, JSON.parse(JSON.stringify(all)), 1000)).toHaveLength(5);
});

test("nothing left under any key is no page", () => {
  expect(nextPage(WEBHOOK, [])).toBeUndefined();
});
