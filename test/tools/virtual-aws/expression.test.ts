import { describe, expect, test } from "vitest";

import { readCondition } from "../../../tools/virtual-aws/dynamodb/expression.ts";
import { keyConditionOf } from "../../../tools/virtual-aws/dynamodb/key-condition.ts";
import { statementOf } from "../../../tools/virtual-aws/dynamodb/partiql.ts";
import { projectionOf } from "../../../tools/virtual-aws/dynamodb/projection.ts";
import { makeReader } from "../../../tools/virtual-aws/dynamodb/tokens.ts";
import { readChange } from "../../../tools/virtual-aws/dynamodb/update-expression.ts";

const item = {
  pk: { S: "a" },
  state: { S: "open" },
  generation: { N: "3" },
  bytes: { B: Uint8Array.of(1) },
  config: { M: { mtls: { M: { expiresAt: { N: "5" } } } } },
};

const conditionOf = makeReader(readCondition);
const changeOf = makeReader(readChange);

describe("a condition", () => {
  const bindings = {
    names: { "#state": "state", "#config": "config" },
    values: {
      ":three": { N: "3" },
      ":five": { N: "5.0" },
      ":open": { S: "open" },
      ":closed": { S: "closed" },
      ":letter": { S: "a" },
      ":same": { B: Uint8Array.of(1) },
      ":number": { S: "N" },
    },
  };

  test.each([
    ["attribute_exists(pk)", true],
    ["attribute_not_exists(pk)", false],
    ["attribute_type(generation, :number)", true],
    ["attribute_type(pk, :number)", false],
    ["generation = :three", true],
    ["generation = :closed", false],
    ["generation < :three", false],
    ["generation < :closed", false],
    ["generation <= :three AND #state <> :closed", true],
    ["generation > :three OR #state = :open", true],
    ["generation > :three OR #state = :open AND pk = :closed", false],
    ["(generation > :three OR #state = :open) AND attribute_not_exists(other)", true],
    ["NOT generation > :three", true],
    ["generation BETWEEN :three AND :five", true],
    ["generation BETWEEN :five AND :three", false],
    ["#state IN (:closed, :open)", true],
    ["begins_with(pk, :letter)", true],
    ["bytes = :same", true],
    ["bytes <> :same", false],
    ["#config.mtls.expiresAt = :five", true],
    ["#config.tls.expiresAt = :five", false],
    ["missing = :three", false],
    ["missing <> :three", true],
    ["missing < :three", false],
  ])("%s is %s", (text, isMet) => {
    expect(conditionOf(text).result(item, bindings)).toBe(isMet);
  });

  test("on an item that is not there finds no attributes", () => {
    expect(conditionOf("attribute_not_exists(pk)").result(undefined, {})).toBe(true);
  });

  test.each([
    "generation ! :three",
    "generation =",
    "(pk = :a",
    "pk = :a pk",
    "contains(pk, :a)",
    "size(pk) = :a",
    "begins_with(pk)",
    ":a[0] = :b",
  ])("%s is not understood", (text) => {
    expect(() => conditionOf(text)).toThrow(TypeError);
  });
});

describe("an update", () => {
  test("takes all its values from the item before", () => {
    const change = changeOf("SET #s = :new, other = generation REMOVE pk ADD generation :two");
    const bindings = {
      names: { "#s": "state" },
      values: { ":new": { S: "closed" }, ":two": { N: "2" } },
    };
    const { generation: _, pk: __, ...rest } = item;
    expect(change.result(item, bindings)).toEqual({
      ...rest,
      state: { S: "closed" },
      other: { N: "3" },
      generation: { N: "5" },
    });
  });

  test("adds to what is not there, and joins sets", () => {
    const change = changeOf("ADD ids :ids, total :two");
    const values = { ":ids": { SS: ["a", "b"] }, ":two": { N: "2" } };
    const once = change.result({}, { values });
    expect(once).toEqual({ ids: { SS: ["a", "b"] }, total: { N: "2" } });
    const more = { values: { ...values, ":ids": { SS: ["b", "c"] } } };
    expect(change.result(once, more)["ids"]).toEqual({ SS: ["a", "b", "c"] });
  });

  test.each([
    ["SET other = missing", {}],
    ["SET other = pk + :two", { ":two": { N: "2" } }],
    ["ADD pk :two", { ":two": { N: "2" } }],
    ["ADD generation :ids", { ":ids": { SS: ["a"] } }],
  ])("%s is refused, as DynamoDB does", (text, values) => {
    const change = changeOf(text);
    expect(() => change.result(item, { values })).toThrow(
      expect.objectContaining({ name: "ValidationException" }),
    );
  });

  test.each(["", "DELETE ids :ids", "SET a = list_append(a, :b)", "SET a.b = :c"])(
    "%s is not understood",
    (text) => {
      expect(() => changeOf(text)).toThrow(TypeError);
    },
  );
});

describe("a PartiQL statement", () => {
  test("that updates binds its parameters in their order", () => {
    const { result: statement } = statementOf(
      'UPDATE "t" SET "generation" = "generation" + 1 SET "state" = ? REMOVE "lane" WHERE "pk" = ? AND "sk" = ? AND "state" IN (?, ?)',
    );
    const texts = ["closed", "a", "b", "open", "opening"];
    const bindings = { parameters: texts.map((text) => ({ S: text })) };
    const before = { ...item, sk: { S: "b" }, lane: { S: "l" } };
    expect(statement).toMatchObject({ verb: "UPDATE", table: "t", parameters: 5 });
    expect(statement.keyOf(bindings)).toEqual({ pk: { S: "a" }, sk: { S: "b" } });
    expect(statement.condition(before, bindings)).toBe(true);
    expect(statement.condition(undefined, bindings)).toBe(false);
    expect(statement.condition({ ...before, state: { S: "closed" } }, bindings)).toBe(false);
    const { lane: _, ...rest } = before;
    expect(statement.change(before, bindings)).toEqual({
      ...rest,
      state: { S: "closed" },
      generation: { N: "4" },
    });
  });

  test("that inserts names its attributes", () => {
    const { result: statement } = statementOf("INSERT INTO \"t\" VALUE {'pk': ?, 'sk': ?}");
    const bindings = { parameters: [{ S: "a" }, { S: "b" }] };
    expect(statement).toMatchObject({ verb: "INSERT", table: "t", parameters: 2 });
    expect(statement.keyOf(bindings)).toEqual(statement.change({}, bindings));
    expect(statement.condition({}, bindings)).toBe(false);
  });

  test.each([
    'SELECT * FROM "t"',
    'DELETE FROM "t" WHERE "pk" = ? AND "sk" = ?',
    'UPDATE "t" SET "a" = ? WHERE "pk" = ?',
    'UPDATE "t" SET "a" = ? WHERE "sk" = ? AND "pk" = ?',
    'UPDATE "t" SET "a" = ? WHERE "pk" = ? AND "sk" = ? AND "a" = ? OR "b" = ?',
    'UPDATE "t" SET "a" = ? WHERE "pk" = ? AND "sk" = ? RETURNING ALL NEW *',
  ])("%s is not understood", (text) => {
    expect(() => statementOf(text)).toThrow(TypeError);
  });
});

describe("a key condition", () => {
  const values = Object.fromEntries(["a", "b", "c", "d"].map((key) => [`:${key}`, { S: key }]));
  const keys = ["a", "b", "ba", "bz", "c", "d"];

  test.each([
    ["p = :a", keys],
    ["p = :a AND k = :b", ["b"]],
    ["p = :a AND k < :c", ["a", "b", "ba", "bz"]],
    ["p = :a AND k <= :c", ["a", "b", "ba", "bz", "c"]],
    ["p = :a AND k > :c", ["d"]],
    ["p = :a AND k >= :c", ["c", "d"]],
    ["p = :a AND k BETWEEN :b AND :c", ["b", "ba", "bz", "c"]],
    ["p = :a AND begins_with(k, :b)", ["b", "ba", "bz"]],
  ])("%s asks for a range", (text, wanted) => {
    const { result } = keyConditionOf(text);
    expect(result.partition({ values })).toEqual(["p", "a"]);
    const [name, range] = result.sort?.({ values }) ?? ["", undefined];
    expect(name).toBe(text === "p = :a" ? "" : "k");
    const isIn = (key: string) =>
      range === undefined || !(range.isBefore({ S: key }) || range.isBehind({ S: key }));
    expect(keys.filter(isIn)).toEqual(wanted);
  });

  test.each(["p > :a", "p = :a OR k = :b", "p = :a AND k <> :b", "p = :a AND contains(k, :b)"])(
    "%s is not understood",
    (text) => {
      expect(() => keyConditionOf(text)).toThrow(TypeError);
    },
  );
});

test("a projection shows what it names, and within a map no more than that", () => {
  const { result, placeholders } = projectionOf("pk, #config.mtls, missing, #config.tls");
  const config = { M: { mtls: { S: "x" }, other: { S: "y" } } };
  const shown = result({ ...item, config }, { names: { "#config": "config" } });
  expect(shown).toEqual({ pk: { S: "a" }, config: { M: { mtls: { S: "x" } } } });
  expect([...placeholders]).toEqual(["#config"]);
});
