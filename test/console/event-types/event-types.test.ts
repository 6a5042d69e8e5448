import { beforeAll, describe, expect, test } from "vitest";

import type { EventType } from "../../../client/client.ts";
import { catalogueGroups, systemsIn } from "../../../console/event-types/catalogue.ts";
import { eventBodyText } from "../../../console/event-types/event-body.ts";
import {
  eventTypeBodyText,
  formOfEventType,
  namesIn,
  NEW_EVENT_TYPE,
} from "../../../console/event-types/event-type-form.ts";
import { checkPayloadText, checkSchemaText } from "../../../console/event-types/json-check.ts";
import { samplePayload } from "../../../console/event-types/sample-payload.ts";
import { schemaTree } from "../../../console/event-types/schema-tree.ts";
import { makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";

const bed = makeConfigApiTestBed();
let types: EventType[];

beforeAll(async () => {
  const { body } = await bed.as("reader", "GET", "/event-types?limit=200");
  types = (body as { data: EventType[] }).data;
});

describe("the catalogue", () => {
  test("is shown by system, one's own first and Ringback's last", () => {
    expect(catalogueGroups(types, "", "").map(({ title }) => title)).toEqual([
      "Your own",
      "PowerAuth",
      "TransactionLink",
      "nCore",
      "REL-ID",
      "pawaPass",
      "About Ringback itself",
    ]);
    expect(systemsIn(types)).toHaveLength(7);
    expect(catalogueGroups(types, "", "").flatMap((group) => group.types)).toHaveLength(
      types.length,
    );
  });

  test("is searched by words of name and description in any case, and cut to a system", () => {
    const [found, ...others] = catalogueGroups(types, "card STATUS", "ncore");
    expect(others).toEqual([]);
    expect(found?.types.map(({ name }) => name)).toContain("CARD_STATUS_CHANGE");
    expect(catalogueGroups(types, "no such words", "")).toEqual([]);
  });
});

describe("a schema", () => {
  test("of every built-in event type is shown with all members of its example", () => {
    for (const { name, schema, example = {} } of types) {
      const shown = new Set(schemaTree(schema).map((node) => node.name));
      const missing = Object.keys(example).filter((member) => !shown.has(member));
      expect({ name, missing }).toEqual({ name, missing: [] });
    }
  });

  test("is told in words: types, rules, forms, references, members without a schema", () => {
    const tree = schemaTree({
      type: "object",
      required: ["id", "other"],
      properties: {
        id: { type: "string", maxLength: 1, description: "Its id." },
        kind: { enum: ["A", 1, null] },
        amount: { $ref: "#/$defs/Amount", minimum: 0 },
        list: { type: ["array", "null"], items: { type: "integer" } },
      },
      additionalProperties: false,
      oneOf: [{ required: ["a"] }, true],
      $defs: { Amount: { type: "number", multipleOf: 0.5 } },
    });
    expect(
      tree.map(({ name, type, isRequired, rules }) => [name, type, isRequired, rules]),
    ).toEqual([
      ["id", "string", true, ["at most 1 character"]],
      ["kind", "", false, ["one of A, 1, null"]],
      ["amount", "number", false, ["a multiple of 0.5", "at least 0"]],
      ["list", "array or null", false, []],
      ["other", "", true, []],
      ["every other member", "", false, ["is not allowed"]],
      ["one of 1", "", false, []],
      ["one of 2", "", false, []],
    ]);
    expect(tree[0]?.description).toBe("Its id.");
    expect(tree[3]?.children).toMatchObject([{ name: "each element", type: "integer" }]);
    expect(tree[6]?.children).toMatchObject([{ name: "a", isRequired: true }]);
  });

  test("that refers back to itself, is malformed or huge ends all the same", () => {
    const circle = { type: "object", properties: { a: { $ref: "#/$defs/A" } } };
    const $defs = { A: { properties: { a: { $ref: "#/$defs/A" } } } };
    expect(schemaTree({ ...circle, $defs })).toHaveLength(1);
    const self = { $defs: { A: { $ref: "#/$defs/A" } }, properties: { a: { $ref: "#/$defs/A" } } };
    expect(schemaTree(self)).toHaveLength(1);
    expect(schemaTree({ type: 7, properties: [], required: "x", enum: 1, allOf: {} })).toEqual([]);
    const names = Array.from({ length: 5000 }, (_, index) => [`m${index}`, {}]);
    expect(schemaTree({ properties: Object.fromEntries(names) as object })).toHaveLength(999);
  });
});

describe("a sample payload", () => {
  test("fits what is plain, and has every member that is described", () => {
    const schema = {
      type: "object",
      required: ["free"],
      properties: {
        when: { type: "string", format: "date-time" },
        name: { type: "string", minLength: 6, maxLength: 8 },
        status: { enum: ["OPEN", "CLOSED"] },
        amount: { type: "number", exclusiveMinimum: 0, multipleOf: 0.25 },
        debt: { type: "integer", maximum: -3 },
        flags: { type: "array", items: { type: "boolean" }, minItems: 2 },
        who: { anyOf: [{ $ref: "#/$defs/Person" }, { type: "null" }] },
        fixed: { const: 7 },
        nothing: { type: "null" },
        pair: { prefixItems: [{ default: "a" }, { examples: ["b"] }], minItems: 2 },
      },
      $defs: { Person: { properties: { email: { format: "email" } } } },
    };
    const sample = samplePayload(schema);
    expect(sample).toEqual({
      free: "text",
      when: "2026-01-31T12:00:00Z",
      name: "textxx",
      status: "OPEN",
      amount: 0.25,
      debt: -3,
      flags: [true, true],
      who: { email: "user@example.com" },
      fixed: 7,
      nothing: null,
      pair: ["a", "b"],
    });
    expect(checkPayloadText(JSON.stringify(sample), schema)).toMatchObject({ kind: "good" });
  });

  test("of lists in lists has not all that they ask for, which no tab could hold", () => {
    let items: object = { type: "string" };
    for (let level = 0; level < 12; level += 1) items = { type: "array", minItems: 10, items };
    const sample = samplePayload({ properties: { lists: items, last: { type: "string" } } });
    expect(sample["lists"]).toHaveLength(10);
    expect(JSON.stringify(sample).length).toBeLessThan(100_000);
  });

  test("of a schema without an end has one", () => {
    const $defs = { A: { type: "object", properties: { a: { $ref: "#/$defs/A" } } } };
    expect(samplePayload({ properties: { a: { $ref: "#/$defs/A" } }, $defs })).toHaveProperty("a");
  });
});

describe("what somebody types", () => {
  test("is checked for its syntax with the place, then by the rules for schemas", () => {
    expect(checkSchemaText('{\n  "type": "object",\n}')).toEqual({
      kind: "bad",
      errors: [{ place: "line 3, column 1", message: "expected a property name in double quotes" }],
    });
    expect(checkSchemaText("[]")).toMatchObject({ errors: [{ place: "" }] });
    expect(checkSchemaText('{"type": "object", "properties": {"a": {"typ": 1}}}')).toMatchObject({
      errors: [{ place: "properties.a.typ", message: expect.stringContaining("known keyword") }],
    });
    expect(checkSchemaText(NEW_EVENT_TYPE.schema)).toMatchObject({ kind: "good" });
  });

  test("meets the same verdict here as in the API, for schemas and for payloads", async () => {
    const schema = { type: "object", properties: { a: { type: "string", pattern: "x" } } };
    const text = JSON.stringify(schema);
    const here = checkSchemaText(text);
    const there = await bed.admin("PUT", "/event-types/MINE", { schema });
    expect(there.body.errors).toHaveLength(here.kind === "bad" ? here.errors.length : 0);
    for (const { name, schema: known, example } of types.filter(({ built_in: is }) => is)) {
      const verdict = checkPayloadText(JSON.stringify(example), known);
      expect({ name, kind: verdict.kind }).toEqual({ name, kind: "good" });
    }
    const payload = { card_status_change: {} };
    const cards = types.find(({ name }) => name === "CARD_STATUS_CHANGE");
    const found = checkPayloadText(JSON.stringify(payload), cards?.schema ?? {});
    const answer = await bed.admin("POST", "/events", { type: "CARD_STATUS_CHANGE", payload });
    const errors = answer.body.errors as { field: string; message: string }[];
    expect(found).toMatchObject({
      errors: errors.map(({ field, message }) => ({
        place: field.replace("payload.", ""),
        message,
      })),
    });
  });

  test("becomes an event type, and shown again the same form", async () => {
    const form = {
      ...NEW_EVENT_TYPE,
      name: "ORDER.PLACED",
      description: " An order was placed. ",
      schema: '{"type": "object", "properties": {"total": {"type": "number"}}}',
      mandatory: "id",
      selectable: "total, customer\n\n note ",
      default: "total",
      sendsWhole: false,
    };
    const put = await bed.admin("PUT", `/event-types/${form.name}`, eventTypeBodyText(form), {
      "content-type": "application/json",
    });
    expect(put.status).toBe(201);
    const shown = formOfEventType(put.body as EventType);
    expect(shown).toMatchObject({ name: form.name, mandatory: "id", default: "total" });
    expect(shown.selectable).toBe("total\ncustomer\nnote");
    expect(namesIn(shown.selectable)).toEqual(["total", "customer", "note"]);
    const again = await bed.admin("PUT", `/event-types/${form.name}`, eventTypeBodyText(shown));
    expect(again.status).toBe(200);
    const { modified_at: _, ...same } = put.body as EventType;
    expect(again.body).toMatchObject(same);
  });

  test("becomes an event with the very text of its payload", async () => {
    const payload = '{ "amount": 12345678901234567890, "rate": 1.0 }';
    const text = eventBodyText({ type: "A", id: "order-1", payload });
    const { status } = await bed.admin("POST", "/events", text);
    expect(status).toBe(202);
    expect(bed.published.at(-1)).toMatchObject({ type: "A" });
    expect(JSON.stringify(bed.published.at(-1))).toContain("12345678901234567890");
    const none = await bed.admin("POST", "/events", eventBodyText({ type: "A", id: "", payload }));
    expect(none.status).toBe(202);
  });
});
