import fc from "fast-check";
import { expect, test } from "vitest";

import {
  asJson,
  asRows,
  filterDocument,
  filterFlaw,
  filterFormOf,
  NO_FILTER,
} from "../../../../console/webhooks/edit/filter/filter-form.ts";
import {
  filterOfRows,
  rowsOfFilter,
  type TermRow,
} from "../../../../console/webhooks/edit/filter/filter-rows.ts";
import {
  readScalar,
  readText,
  type Scalar,
  splitList,
  writeScalar,
  writeText,
} from "../../../../console/webhooks/edit/filter/value-text.ts";
import { conditionsArbitrary } from "../../../support/webhook-form-arbitrary.ts";

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const awkward = fc.constantFrom(
  '"',
  '"a',
  'a"',
  '","',
  "\\",
  '\\"',
  " a ",
  "1",
  "null",
  "a, b",
  "",
);
const anyText = fc.oneof(text, awkward);
const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  anyText,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.boolean(),
  fc.constant(null),
);

function termsOf(row: TermRow): unknown {
  return filterOfRows([{ path: "status", rows: [row] }])["status"];
}

test("a list of values is read as it was written", () => {
  fc.assert(
    fc.property(fc.array(scalar, { minLength: 1, maxLength: 5 }), (values) => {
      const written = values.map((value) => writeScalar(value)).join(", ");
      const read = splitList(written).map((part) => readScalar(part));
      expect(read).toEqual(values.map((value) => (value === 0 ? 0 : value)));
    }),
  );
});

test("a list of texts is read as it was written", () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), (texts) => {
      const written = texts.map((one) => writeText(one)).join(", ");
      expect(splitList(written).map((part) => readText(part))).toEqual(texts);
    }),
  );
});

test("conditions come back as they were written, from rows and from JSON", () => {
  fc.assert(
    fc.property(conditionsArbitrary, (conditions) => {
      const form = { ...NO_FILTER, conditions };
      expect(rowsOfFilter(filterOfRows(conditions))).toEqual(conditions);
      expect(asRows(asJson(form))).toEqual(form);
    }),
  );
});

test.each<[TermRow, unknown]>([
  [{ operator: "is", value: "ACTIVE, 300, true, null" }, ["ACTIVE", 300, true, null]],
  [{ operator: "is", value: '"300", "a, b"' }, ["300", "a, b"]],
  [{ operator: "is-not", value: "CLOSED" }, [{ "anything-but": "CLOSED" }]],
  [{ operator: "is-not", value: "1, 2" }, [{ "anything-but": [1, 2] }]],
  [{ operator: "starts", value: "12, 13" }, [{ prefix: "12, 13" }]],
  [{ operator: "ends-not", value: "12, 13" }, [{ "anything-but": { suffix: ["12", "13"] } }]],
  [{ operator: "number", value: ">=10, < 20" }, [{ numeric: [">=", 10, "<", 20] }]],
  [{ operator: "number", value: "5" }, [{ numeric: ["=", 5] }]],
  [{ operator: "number", value: "> many" }, [{ numeric: [">", "many"] }]],
  [{ operator: "missing", value: "" }, [{ exists: false }]],
])("%j is a term of EventBridge", (row, terms) => {
  expect(termsOf(row)).toEqual(terms);
});

test("rows of the same path are alternatives", () => {
  const rows = ["A", "B"].map((value): TermRow => ({ operator: "is", value }));
  expect(filterOfRows(rows.map((row) => ({ path: " status ", rows: [row] })))).toEqual({
    status: ["A", "B"],
  });
});

test("a filter that rows cannot say stays JSON", () => {
  const filter = { status: [{ "equals-ignore-case": "active" }] };
  expect(filterFormOf(filter)).toMatchObject({ mode: "json", conditions: [] });
  expect(filterDocument(filterFormOf(filter))).toEqual(filter);
  expect(asRows(filterFormOf(filter))).toBeUndefined();
});

test("a filter that is emptied is none", () => {
  expect(filterDocument({ ...NO_FILTER, mode: "json", json: "  " })).toBeUndefined();
  expect(filterFlaw({ ...NO_FILTER, mode: "json", json: "  " })).toBeUndefined();
  expect(asRows({ ...NO_FILTER, mode: "json" })).toEqual(NO_FILTER);
});

test("what is no JSON is told before anything is sent", () => {
  const flaw = filterFlaw({ ...NO_FILTER, mode: "json", json: '{"status": [' });
  expect(flaw).toMatchObject({ message: "is not JSON" });
});

test.each(["is", "number", "is-not"] as const)(
  "a number that would be stored as another is told: %s",
  (operator) => {
    const value = operator === "number" ? ">= 12345678901234567890" : "12345678901234567890";
    const conditions = [{ path: "id", rows: [{ operator, value }] }];
    expect(filterFlaw({ ...NO_FILTER, conditions })?.message).toMatch(/exactly/u);
    const json = '{"id": [12345678901234567890]}';
    expect(filterFlaw({ ...NO_FILTER, mode: "json", json })?.message).toMatch(/exactly/u);
    expect(
      filterFlaw({
        ...NO_FILTER,
        conditions: [{ path: "id", rows: [{ operator: "starts", value }] }],
      }),
    ).toBeUndefined();
  },
);
