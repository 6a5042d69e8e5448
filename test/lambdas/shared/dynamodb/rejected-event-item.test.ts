import { expect, test } from "vitest";

import { rejectedEventOf } from "../../../../lambdas/shared/domain/rejected-event.ts";
import type { Item } from "../../../../lambdas/shared/dynamodb/attributes.ts";
import {
  readRejectedEvent,
  writeRejectedEvent,
} from "../../../../lambdas/shared/dynamodb/dynamo-rejected-events.ts";

const TWO_UNITS = 2048;
const LONG = "\u0000é😀".repeat(100_000);

/**
 * What DynamoDB counts of an item.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => {
    const inner =
      (value.S === undefined ? 0 : Buffer.byteLength(value.S)) +
      (value.N === undefined ? 0 : Math.ceil(value.N.length / 2) + 1) +
      (value.M === undefined ? 0 : 3 + Object.keys(value.M).length + sizeOf(value.M)) +
      (value.L ?? []).reduce((all, element) => all + 1 + sizeOf({ "": element }), 0) +
      (value.L === undefined ? 0 : 3);
    return sum + Buffer.byteLength(name) + inner;
  }, 0);
}

const owner = { application: "a".repeat(63), environment: "production" } as const;

test.each([
  ["one place that is as long as can be", 10, LONG],
  ["ten places that just fit", 10, "x".repeat(40)],
])("the largest of hostile entries takes two write units, with %s", (_, count, place) => {
  const text = JSON.stringify({
    id: LONG,
    "detail-type": LONG,
    source: LONG,
    detail: { application: owner.application, id: LONG, [LONG]: 1 },
  });
  const errors = Array.from({ length: count }, () => ({ field: place, message: place }));
  const event = rejectedEventOf(text, { reason: "unknown_application", errors }, owner, Date.now());
  const item = writeRejectedEvent(owner, event);
  expect(sizeOf(item)).toBeGreaterThan(TWO_UNITS / 2);
  expect(sizeOf(item)).toBeLessThanOrEqual(TWO_UNITS);
  expect(readRejectedEvent(item)).toEqual(event);
});

test("an item ends 14 days after its event came", () => {
  const event = rejectedEventOf("{", { reason: "not_json", errors: [] }, undefined, 1000);
  const item = writeRejectedEvent("operator", event);
  expect(item["expiresAt"]).toEqual({ N: String(1 + 14 * 86_400) });
  expect(item["pk"]?.S).toMatch(/^rejected#operator#[0-3]$/u);
  expect(item["sk"]).toEqual({ S: `0000000001000#${event.id}` });
});
