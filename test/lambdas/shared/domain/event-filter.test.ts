import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  compileFilter,
  matchesFilter as matchesCompiled,
  type EventFilter,
  type FilterTerm,
} from "../../../../lambdas/shared/domain/event-filter.ts";
import { isSpent, stepBudget } from "../../../../lambdas/shared/domain/step-budget.ts";
import { forAll, forAllIn } from "../../../support/for-all.ts";
import { referenceMatch } from "../../../support/reference-filter.ts";

const MANY = 1_000_000_000;

/** Whether a filter matches, with steps for any payload. */
function matchesFilter(filter: EventFilter, payload: unknown): boolean {
  return matchesCompiled(compileFilter(filter), payload, stepBudget(MANY));
}

/** How many steps a filter takes. */
function stepsOf(filter: EventFilter, payload: unknown): number {
  const budget = stepBudget(MANY);
  matchesCompiled(compileFilter(filter), payload, budget);
  return MANY - budget.left;
}

/** The sample event of EventBridge's own documentation and of https://github.com/aws/event-ruler (README). */
const sample = {
  version: "0",
  id: "ddddd4-aaaa-7777-4444-345dd43cc333",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "012345679012",
  time: "2017-10-02T16:24:49Z",
  region: "us-east-1",
  resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000"],
  detail: {
    "c-count": 5,
    "d-count": 3,
    "x-limit": 301.8,
    "instance-id": "i-000000aaaaaa00000",
    state: "running",
  },
};

/** The array of the README's chapter "JSON Array Matching". */
const employees = {
  employees: [
    { firstName: "John", lastName: "Doe" },
    { firstName: "Anna", lastName: "Smith" },
    { firstName: "Peter", lastName: "Jones" },
  ],
};

const matching: [EventFilter, unknown][] = [
  [{ "detail-type": ["EC2 Instance State-change Notification"] }, sample],
  [
    {
      resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000"],
      "detail.state": ["initializing", "running"],
    },
    sample,
  ],
  [{ time: [{ prefix: "2017-10-02" }] }, sample],
  [{ source: [{ suffix: "ec2" }] }, sample],
  [{ "detail.state": [{ "anything-but": "initializing" }] }, sample],
  [{ "detail.x-limit": [{ "anything-but": 123 }] }, sample],
  [{ "detail.state": [{ "anything-but": ["stopped", "overloaded"] }] }, sample],
  [{ "detail.x-limit": [{ "anything-but": [100, 200, 300] }] }, sample],
  [{ "detail.state": [{ "anything-but": { prefix: "init" } }] }, sample],
  [
    {
      "detail.c-count": [{ numeric: [">", 0, "<=", 5] }],
      "detail.d-count": [{ numeric: ["<", 10] }],
      "detail.x-limit": [{ numeric: ["=", 3.018e2] }],
    },
    sample,
  ],
  [{ "detail.c-count": [{ exists: true }] }, sample],
  [{ "detail.c-count": [{ exists: false }] }, { detail: { state: "running" } }],
  [{ "detail.c-count": [{ exists: false }] }, { detail: { "c-count": { c1: 100 } } }],
  [{ "employees.firstName": ["Anna"] }, employees],
  [{ "employees.firstName": ["Anna"] }, { employees: [employees.employees, []] }],
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
  [
    { Location: ["New York"], Day: ["Monday"] },
    { Location: "New York", Day: "Monday" },
  ],
  [{ Region: [{ "anything-but": { prefix: "us-" } }] }, { Region: "eu-west-1" }],
  [{ FileName: [{ "anything-but": { suffix: ".png" } }] }, { FileName: "a.jpg" }],
  [{ LastName: [""] }, { LastName: "" }],
  [{ Name: ["Alice"] }, { Name: "Alice" }],
  [{ FileName: [{ suffix: ".png" }] }, { FileName: "a.png" }],
  [{ ProductName: [{ exists: true }] }, { ProductName: "SEMPER" }],
  [{ ProductName: [{ exists: false }] }, {}],
  [{ Weather: [{ "anything-but": ["Raining"] }] }, { Weather: "Sunny" }],
  [{ UserID: [null] }, { UserID: null }],
  [{ Price: [{ numeric: ["=", 100] }] }, { Price: 100 }],
  [{ Price: [{ numeric: [">", 10, "<=", 20] }] }, { Price: 20 }],
  [{ PaymentType: ["Credit", "Debit"] }, { PaymentType: "Debit" }],
  // Ours
  [{}, { any: 1 }],
  [{ a: [300] }, JSON.parse('{"a":3.0e2}')],
  [{ a: [true] }, { a: true }],
  [{ a: [{ exists: true }] }, { a: null }],
  [{ a: [{ exists: false }] }, { a: [] }],
  [{ a: [{ exists: false }, "x"] }, {}],
  [{ a: [{ exists: false }, "x"] }, { a: ["y", "x"] }],
  [{ a: [{ "anything-but": 5 }] }, { a: "5" }],
  [{ a: [{ "anything-but": "x" }] }, { a: ["x", "y"] }],
  [{ a: [{ "anything-but": { prefix: ["x", "y"] } }] }, { a: "z" }],
  [{ a: [{ "anything-but": { suffix: ["x", "y"] } }] }, { a: null }],
  [{ a: [{ numeric: [">=", 1, "<", 2] }] }, { a: [0, [1.5]] }],
  [{ a: [1], "a.b": [2] }, { a: [1, { b: 2 }] }],
  [{ "a.b": [1], "a.c": [{ exists: false }] }, { a: [{ b: 1, c: 1 }, { b: 1 }] }],
  [{ "a.b": [{ exists: false }] }, { a: [{ c: 1 }, { c: 2 }] }],
  [{ "a.b": [{ exists: false }] }, "text"],
  [{ a: [1] }, [{ a: 1 }]],
  [JSON.parse('{"__proto__":[1]}') as EventFilter, JSON.parse('{"__proto__":1}')],
];

const missing: [EventFilter, unknown][] = [
  [{ "detail.state": ["initializing"] }, sample],
  [{ "detail.state": ["running"], source: ["aws.s3"] }, sample],
  [{ time: [{ prefix: "2018" }] }, sample],
  [{ source: [{ suffix: "s3" }] }, sample],
  [{ "detail.state": [{ "anything-but": "running" }] }, sample],
  [{ "detail.x-limit": [{ "anything-but": 301.8 }] }, sample],
  [{ "detail.state": [{ "anything-but": ["stopped", "running"] }] }, sample],
  [{ Region: [{ "anything-but": { prefix: "us-" } }] }, { Region: "us-east-1" }],
  [{ FileName: [{ "anything-but": { suffix: ".png" } }] }, { FileName: "a.png" }],
  [{ Price: [{ numeric: [">", 10, "<=", 20] }] }, { Price: 10 }],
  [{ Price: [{ numeric: ["=", 100] }] }, { Price: "100" }],
  [{ LastName: [""] }, { LastName: null }],
  [{ "detail.c-count": [{ exists: false }] }, sample],
  [{ detail: [{ exists: true }] }, sample],
  [{ detail: [{ "anything-but": "x" }] }, sample],
  [{ "employees.firstName": ["Anna"], "employees.lastName": ["Jones"] }, employees],
  [{ a: [{ "anything-but": "x" }] }, {}],
  [{ a: [{ "anything-but": "x" }] }, { a: [] }],
  [{ a: [{ "anything-but": { prefix: "x" } }] }, {}],
  [{ a: [{ prefix: "1" }] }, { a: 1 }],
  [{ a: [{ suffix: "1" }] }, { a: 1 }],
  [{ a: [{ numeric: [">"] }] }, { a: 1 }],
  [{ a: [{ numeric: ["~", 1] }] }, { a: 1 }],
  [{ a: ["1"] }, { a: 1 }],
  [{ a: [] }, { a: 1 }],
  [{ "a.b": [{ exists: false }] }, { a: [{ b: 1 }, { c: 2 }] }],
  [{ "a.b": [1] }, { a: [] }],
  [{ "a.b": [1] }, { "a.b": 1 }],
  [{ toString: [{ exists: true }] }, {}],
  [{ "constructor.name": [{ exists: true }] }, { constructor: 1 }],
  [{ length: [{ exists: true }] }, ["a"]],
  [{ "a.length": [1] }, { a: "x" }],
  [{ a: [1] }, null],
];

const leaf = fc.oneof(
  fc.constantFrom("", "a", "ab", "ba", 0, 1, -1, 1.5, true, false, null),
  fc.string({ maxLength: 3 }),
);
const name = fc.constantFrom("a", "b", "c", "__proto__", "toString");
const payload = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3 }),
  ),
})).value;
const text = fc.constantFrom("a", "b", "ab");
const number = fc.constantFrom(-1, 0, 1, 2);
const term: fc.Arbitrary<FilterTerm> = fc.oneof(
  leaf,
  fc.record({ prefix: text }),
  fc.record({ suffix: text }),
  fc.record({ exists: fc.boolean() }),
  fc.record({ numeric: fc.tuple(fc.constantFrom("=", "<", "<=", ">", ">="), number) }),
  fc.record({
    "anything-but": fc.oneof(
      text,
      number,
      fc.array(text, { minLength: 1, maxLength: 2 }),
      fc.record({ prefix: text }),
      fc.record({ suffix: fc.array(text, { minLength: 1, maxLength: 2 }) }),
    ),
  }),
);
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("."));
const terms = fc.array(term, { minLength: 1, maxLength: 3 });
const filter: fc.Arbitrary<EventFilter> = fc.dictionary(path, terms, { maxKeys: 3 });

/** Every leaf that a path reaches, however the arrays on the way are entered. */
function leavesAt(value: unknown, names: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => leavesAt(element, names));
  const [first, ...rest] = names;
  if (typeof value !== "object" || value === null) return first === undefined ? [value] : [];
  if (first === undefined || !Object.hasOwn(value, first)) return [];
  return leavesAt((value as Record<string, unknown>)[first], rest);
}

describe("matchesFilter", () => {
  test.each(matching)("takes by %j the payload %j", (asked, event) => {
    expect(matchesFilter(asked, event)).toBe(true);
  });

  test.each(missing)("does not take by %j the payload %j", (asked, event) => {
    expect(matchesFilter(asked, event)).toBe(false);
  });

  test("matches a single path when any leaf there matches any of its terms, or none is there and that is asked for", () => {
    forAllIn(1000, path, terms, payload, (asked, any, event) => {
      const leaves = leavesAt(event, asked.split("."));
      const byLeaf = any.some((one) =>
        leaves.some((found) => matchesFilter({ x: [one] }, { x: found })),
      );
      const isAbsent = leaves.length === 0 && any.some((one) => matchesFilter({ x: [one] }, {}));
      expect(matchesFilter({ [asked]: any }, event)).toBe(byLeaf || isAbsent);
    });
  });

  test("matches at most where each of its paths alone matches, and only there when no array is entered", () => {
    forAllIn(1000, filter, payload, (asked, event) => {
      const each = Object.entries(asked).every(([one, any]) =>
        matchesFilter(Object.fromEntries([[one, any]]), event),
      );
      const all = matchesFilter(asked, event);
      if (JSON.stringify(event).includes("["))
        expect(all && !each && !hasAbsence(asked)).toBe(false);
      else expect(all).toBe(each);
    });
  });

  test("takes what it takes also with further members beside it", () => {
    forAll(filter, fc.dictionary(name, payload), payload, (asked, event, more) => {
      expect(matchesFilter(asked, { ...event, more })).toBe(matchesFilter(asked, event));
    });
  });

  test("is decided for payloads of any nesting and size", () => {
    const deep: unknown = JSON.parse(`{"a":${"[".repeat(120_000)}1${"]".repeat(120_000)}}`);
    expect(matchesFilter({ a: [1] }, deep)).toBe(true);
    expect(matchesFilter({ "a.b": [1] }, deep)).toBe(false);
    const objects: unknown = JSON.parse(`${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}`);
    expect(matchesFilter({ "a.a.a": [{ exists: true }] }, objects)).toBe(false);
    expect(matchesFilter({ a: [1] }, { a: Array.from({ length: 200_000 }, () => 0) })).toBe(false);
  });
});

describe("the steps of a filter", () => {
  const texts = { a: Array.from({ length: 1000 }, () => "x") };

  test("are few where it only looks values up, however many they are", () => {
    const values = Array.from({ length: 50 }, (_, index) => `y${index}`);
    expect(stepsOf({ a: ["y"] }, texts)).toBe(stepsOf({ a: values }, texts));
    const excluding = values.map((value) => ({ "anything-but": ["x", value] }));
    expect(stepsOf({ a: excluding.slice(0, 1) }, texts)).toBe(2002);
    // Two lists that exclude different values match all but what both exclude.
    expect(matchesFilter({ a: excluding }, texts)).toBe(false);
    expect(stepsOf({ a: excluding }, texts)).toBe(2002);
  });

  test("are one for each comparison that is made, and more for a long one", () => {
    const step = (one: FilterTerm) => stepsOf({ a: [one] }, texts) - 2002;
    expect(step({ prefix: "y" })).toBe(1000);
    expect(step({ suffix: "y" })).toBe(1000);
    expect(step({ prefix: "y".repeat(256) })).toBe(65_000);
    expect(step({ "anything-but": { prefix: ["y", "x"] } })).toBe(2000);
    expect(step({ "anything-but": { suffix: ["y", "x"] } })).toBe(2000);
    expect(step({ numeric: [">", 1] })).toBe(0);
    expect(stepsOf({ a: [{ numeric: [">", 1] }] }, { a: [0, 0] })).toBe(6 + 2);
  });

  test("end soon after the budget: not even the elements of a list are gone through", () => {
    const budget = stepBudget(100);
    const compiled = compileFilter({ a: ["y"], "b.c": [{ prefix: "y" }] });
    const wide = { a: Array.from({ length: 100_000 }, () => ({})), b: [] };
    expect(matchesCompiled(compiled, wide, budget)).toBe(true);
    expect(budget.left).toBeLessThan(0);
  });

  test("decide nothing: a filter matches as its terms say, or because its budget is spent", () => {
    forAllIn(2000, filter, payload, fc.nat(40), (asked, event, steps) => {
      const budget = stepBudget(steps);
      const isMatch = matchesCompiled(compileFilter(asked), event, budget);
      expect(isMatch).toBe(isSpent(budget) || referenceMatch(asked, event));
      expect(isSpent(budget)).toBe(stepsOf(asked, event) > steps);
    });
  });

  test("change nothing of what it means: it is the plain reading of its terms", () => {
    forAllIn(5000, filter, payload, (asked, event) => {
      expect(matchesFilter(asked, event)).toBe(referenceMatch(asked, event));
    });
  });
});

/** Beside a matching path, `exists: false` is asked of the same array element alone. */
function hasAbsence(asked: EventFilter): boolean {
  return Object.values(asked)
    .flat()
    .some((one) => typeof one === "object" && one !== null && "exists" in one && !one.exists);
}

test("a filter is made ready in steps that grow as its text does, however deep it was stored once", () => {
  const deep = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`${"x.".repeat(1500)}${index}`, [1]]),
  );
  const before = process.cpuUsage();
  compileFilter(deep);
  // 30,000 names: to copy those behind each of them took half a second.
  expect(process.cpuUsage(before).user).toBeLessThan(200_000);
});
