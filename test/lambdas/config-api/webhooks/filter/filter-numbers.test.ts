import { describe, expect, test } from "vitest";

import { freshTestBed } from "../../../../support/fresh-test-bed.ts";
import {
  createWebhook,
  fieldErrorsOf,
  storedWebhook,
} from "../../../../support/webhook-requests.ts";

const FLAW = "is a number that cannot be compared exactly";
/** Filters with one number that a double rounds, and where it stands. */
const ROUNDED = [
  ['{"id": [9007199254740993]}', "filter.id[0]"],
  ['{"card.id": ["x", 12345678901234567890]}', "filter.card.id[1]"],
  ['{"id": [{"anything-but": 9007199254740993}]}', "filter.id[0].anything-but"],
  ['{"id": [{"anything-but": [1, 9007199254740993]}]}', "filter.id[0].anything-but[1]"],
  ['{"amount": [{"numeric": [">", 1.00000000000000001]}]}', "filter.amount[0].numeric[1]"],
  ['{"amount": [1e-400]}', "filter.amount[0]"],
] as const;

const bed = freshTestBed();

describe("a filter with a number that would be stored as another is refused", () => {
  test.each(ROUNDED)("when a webhook is created: %s", async (filter, field) => {
    const body = `{"endpoint": "https://example.com/", "events": ["A"], "filter": ${filter}}`;
    expect(fieldErrorsOf(await bed.admin("POST", "/webhooks", body))).toEqual([`${field} ${FLAW}`]);
  });

  test.each(ROUNDED)("when one is changed: %s", async (filter, field) => {
    const { id } = await createWebhook(bed);
    const answer = await bed.admin("PATCH", `/webhooks/${id}`, `{"filter": ${filter}}`);
    expect(fieldErrorsOf(answer)).toEqual([`${field} ${FLAW}`]);
    expect((await storedWebhook(bed, id)).filter).toBeUndefined();
  });
});

test("numbers that stay what they are, and long ids as texts, are taken", async () => {
  const filter = '{"id": [9007199254740991, "9007199254740993"], "amount": [0.1, 5.00, 1e-7]}';
  const body = `{"endpoint": "https://example.com/", "events": ["A"], "filter": ${filter}}`;
  const answer = await bed.admin("POST", "/webhooks", body);
  expect(answer).toMatchObject({
    status: 201,
    body: { filter: { id: [9007199254740991, "9007199254740993"], amount: [0.1, 5, 1e-7] } },
  });
});
