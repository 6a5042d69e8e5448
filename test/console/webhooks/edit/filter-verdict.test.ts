import fc from "fast-check";
import { expect, test } from "vitest";

import { readJson } from "../../../../console/webhooks/edit/filter/filter-form.ts";
import { filterOfRows } from "../../../../console/webhooks/edit/filter/filter-rows.ts";
import { filterVerdict } from "../../../../console/webhooks/edit/filter/filter-verdict.ts";
import { compileFilter, matchesFilter } from "../../../../lambdas/shared/domain/event-filter.ts";
import { stepBudget } from "../../../../lambdas/shared/domain/step-budget.ts";
import { conditionsArbitrary } from "../../../support/webhook-form-arbitrary.ts";

function sentenceFor(filter: unknown, sample: unknown): string {
  return filterVerdict(filter, sample).sentence;
}

test("the verdict is the fan-out's", () => {
  const payload = fc.record(
    {
      status: fc.constantFrom("ACTIVE", "CLOSED", 12, null),
      card: fc.record(
        { status: fc.constantFrom("ACTIVE", 15), type: fc.constantFrom("REFUND_DONE", "Z") },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(conditionsArbitrary, payload, (conditions, sample) => {
      const filter = filterOfRows(conditions);
      const isSent = matchesFilter(compileFilter(filter), sample, stepBudget(10_000));
      const verdict = filterVerdict(filter, sample);
      expect(verdict.kind).toBe(isSent ? "sent" : "left-out");
    }),
  );
});

test("the condition that decides is named, with what is there", () => {
  const filter = { "card.status": ["ACTIVE"], "card.type": ["DEBIT"] };
  expect(sentenceFor(filter, { card: { status: "CLOSED", type: "DEBIT" } })).toBe(
    'This payload is not sent: card.status does not match (there is "CLOSED").',
  );
  expect(sentenceFor(filter, { card: {} })).toBe(
    "This payload is not sent: card.status does not match (there is nothing); card.type does not match (there is nothing).",
  );
});

test("what is in lists is named, a few of it", () => {
  expect(sentenceFor({ "cards.id": [9] }, { cards: [1, 2, 3, 4].map((id) => ({ id })) })).toBe(
    "This payload is not sent: cards.id does not match (there is 1, 2, 3 and 1 more).",
  );
});

test("nesting has no limit, and keeps the order of what is in it", () => {
  const [depth, wide] = [100_000, Array.from({ length: 200_000 }, () => 3)];
  const deep = readJson(`${"[".repeat(depth)}1,[2]${"]".repeat(depth)}`);
  expect(sentenceFor({ deep: [9] }, { deep: [deep, wide] })).toBe(
    "This payload is not sent: deep does not match (there is 1, 2, 3 and 199999 more).",
  );
});

test("conditions that match in different elements of a list are told", () => {
  const filter = { "cards.id": [1], "cards.status": ["LOST"] };
  const cards = [
    { id: 1, status: "OPEN" },
    { id: 2, status: "LOST" },
  ];
  expect(sentenceFor(filter, { cards })).toMatch(/not all in the same element of a list/u);
});

test.each([
  [undefined, {}, /there is no filter/u],
  [{ a: [1] }, { a: 1 }, /its condition matches/u],
  [{ a: [1], b: [{ exists: false }] }, { a: 1 }, /all 2 conditions match/u],
])("what is sent is told: %j", (filter, sample, sentence) => {
  expect(sentenceFor(filter, sample)).toMatch(sentence);
});

test.each([
  [{ a: [] }, /a has no value/u],
  [{ "": [1] }, /without a path/u],
  [{ a: [{ numeric: [">", "x"] }] }, /a: is not a comparison; use/u],
  [[], /not an object/u],
])("a filter that is not finished is told: %j", (filter, sentence) => {
  expect(filterVerdict(filter, {})).toMatchObject({
    kind: "unreadable",
    sentence: expect.stringMatching(sentence) as string,
  });
});

test.each(["", "[]", "{", "1"])("a sample that is no object is told: %j", (sample) => {
  expect(filterVerdict({ a: [1] }, readJson(sample)).kind).toBe("unreadable");
});
