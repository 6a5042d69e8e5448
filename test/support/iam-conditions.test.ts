import { expect, test } from "vitest";

import { conditionsHold, type StatedConditions } from "./iam-conditions.ts";

const KEY = "dynamodb:LeadingKeys";

test.each<[StatedConditions, readonly string[] | undefined, boolean]>([
  [{}, ["a"], true],
  [{ "ForAllValues:StringEquals": { [KEY]: ["a", "b"] } }, ["a", "b", "a"], true],
  [{ "ForAllValues:StringEquals": { [KEY]: ["a", "b"] } }, ["a", "c"], false],
  [{ "ForAllValues:StringEquals": { [KEY]: "a" } }, undefined, true],
  [{ "ForAllValues:StringEquals": { [KEY]: "a*" } }, ["ab"], false],
  [{ "ForAllValues:StringLike": { [KEY]: ["*#production"] } }, ["acme#production"], true],
  [{ "ForAllValues:StringLike": { [KEY]: ["*#production"] } }, ["acme#production#x"], false],
  [{ "ForAllValues:StringLike": { [KEY]: ["a.c", "a?c"] } }, ["abc", "a.c"], true],
  [{ "ForAllValues:StringLike": { [KEY]: ["a.c"] } }, ["abc"], false],
  [{ "ForAllValues:StringNotLike": { [KEY]: ["*#*#*"] } }, ["acme#production"], true],
  [{ "ForAllValues:StringNotLike": { [KEY]: ["*#*#*"] } }, ["a#b", "a#b#c"], false],
  [{ StringEqualsIfExists: { [KEY]: "a" } }, undefined, true],
  [{ StringEqualsIfExists: { [KEY]: "a" } }, ["b"], false],
  [
    { "ForAllValues:StringLike": { [KEY]: "a*" }, "ForAllValues:StringNotLike": { [KEY]: "*b" } },
    ["ab"],
    false,
  ],
])("%j on %j: %s", (conditions, values, expected) => {
  const context = values === undefined ? {} : { [KEY]: values };
  expect(conditionsHold(conditions, context)).toBe(expected);
});

test("an operator that is not known here throws", () => {
  expect(() => conditionsHold({ StringLike: { [KEY]: "a" } }, {})).toThrow("operator StringLike");
});
