import { describe, expect, test } from "vitest";

import {
  changeOf,
  conditionOf,
  statementOf,
} from "../../../local/virtual-aws/write-action.ts";

const item = { pk: { S: "a" }, state: { S: "open" }, generation: { N: "3" } };

describe("a condition", () => {
  test.each([
    ["attribute_exists(pk)", true],
    ["attribute_not_exists(pk)", false],
    ["generation = :three", true],
    ["generation < :three", false],
    ["generation <= :three AND #state <> :closed", true],
    ["generation > :three OR #state = :open", true],
    ["(generation > :three OR #state = :open) AND attribute_not_exists(other)", true],
    ["#state IN (:closed, :open)", true],
    ["begins_with(pk, :letter)", true],
    ["missing = :three", false],
    ["missing <> :three", true],
    ["missing < :three", false],
  ])("%s is %s", (text, isMet) => {
    const bindings = {
      names: { "#state": "state" },
      values: {
        ":three": { N: "3" },
        ":open": { S: "open" },
        ":closed": { S: "closed" },
        ":letter": { S: "a" },
      },
    };
    expect(conditionOf(text)(item, bindings)).toBe(isMet);
  });

  test("on an item that is not there finds no attributes", () => {
    expect(conditionOf("attribute_not_exists(pk)")(undefined, {})).toBe(true);
  });

  test.each(["generation ! :three", "generation =", "(pk = :a", "pk = :a pk"])(
    "%s cannot be read",
    (text) => {
      expect(() => conditionOf(text)).toThrow(/./u);
    },
  );
});

test("an update takes all its values from the item before", () => {
  const change = changeOf("SET #s = :new, other = generation REMOVE pk ADD generation :two");
  const bindings = {
    names: { "#s": "state" },
    values: { ":new": { S: "closed" }, ":two": { N: "2" } },
  };
  expect(change(item, bindings)).toEqual({
    state: { S: "closed" },
    other: { N: "3" },
    generation: { N: "5" },
  });
});

test("a PartiQL update binds its parameters in their order", () => {
  const statement = statementOf(
    'UPDATE "t" SET "generation" = "generation" + 1 SET "state" = ? REMOVE "lane" WHERE "pk" = ? AND "sk" = ? AND "state" IN (?, ?)',
  );
  if (statement.kind !== "update") throw new Error("not an update");
  const texts = ["closed", "a", "b", "open", "opening"];
  const bindings = { parameters: texts.map((text) => ({ S: text })) };
  const before = { ...item, sk: { S: "b" }, lane: { S: "l" } };
  expect(statement.keyOf(bindings)).toEqual({ pk: { S: "a" }, sk: { S: "b" } });
  expect(statement.condition(before, bindings)).toBe(true);
  expect(statement.condition({ ...before, state: { S: "closed" } }, bindings)).toBe(false);
  expect(statement.change(before, bindings)).toEqual({
    pk: { S: "a" },
    sk: { S: "b" },
    state: { S: "closed" },
    generation: { N: "4" },
  });
});

test("a PartiQL insert names its attributes", () => {
  expect(statementOf("INSERT INTO \"t\" VALUE {'pk': ?, 'sk': ?}")).toEqual({
    kind: "insert",
    table: "t",
    names: ["pk", "sk"],
  });
});
