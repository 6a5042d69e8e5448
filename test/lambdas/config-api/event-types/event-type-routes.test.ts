import { describe, expect, test } from "vitest";

import { MAX_EVENT_TYPES_PER_TENANT } from "../../../../lambdas/config-api/event-types/event-type-store.ts";
import { BUILT_IN_EVENT_TYPES } from "../../../../lambdas/shared/catalogue/built-in-event-types.ts";
import { ACME, GLOBEX, plainEventType } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { fieldErrorsOf } from "../../../support/webhook-requests.ts";

const ORDER = {
  description: "An order was placed.",
  schema: {
    type: "object",
    properties: { id: { type: "string" }, total: { type: "number" } },
    required: ["id"],
  },
  mandatory: ["id"],
  selectable: ["total", "note"],
  default: ["total"],
};

const bed = freshTestBed();

describe("an application's own event type", () => {
  test("is created, read, replaced and deleted", async () => {
    const created = await bed.admin("PUT", "/event-types/ORDER.PLACED", ORDER);
    expect(created.status).toBe(201);
    const shown = {
      name: "ORDER.PLACED",
      built_in: false,
      ...ORDER,
      created_at: "2026-01-31T12:00:00.000Z",
      modified_at: "2026-01-31T12:00:00.000Z",
    };
    expect(created.body).toEqual(shown);
    expect((await bed.admin("GET", "/event-types/ORDER.PLACED")).body).toEqual(shown);
    bed.clock.nowMs += 1000;
    const replaced = await bed.admin("PUT", "/event-types/ORDER.PLACED", { schema: ORDER.schema });
    expect(replaced.status).toBe(200);
    expect(replaced.body).toMatchObject({
      description: "",
      mandatory: [],
      selectable: [],
      default: ["*"],
      created_at: "2026-01-31T12:00:00.000Z",
      modified_at: "2026-01-31T12:00:01.000Z",
    });
    expect((await bed.admin("DELETE", "/event-types/ORDER.PLACED")).status).toBe(204);
    expect((await bed.admin("GET", "/event-types/ORDER.PLACED")).status).toBe(404);
    expect((await bed.admin("DELETE", "/event-types/ORDER.PLACED")).status).toBe(404);
  });

  test("is nobody else's", async () => {
    await bed.admin("PUT", "/event-types/ORDER", ORDER);
    const other = await bed.admin("GET", "/event-types/ORDER", undefined, {}, GLOBEX);
    expect(other.status).toBe(404);
    const sandbox = { ...ACME, environment: "sandbox" } as const;
    expect((await bed.admin("GET", "/event-types/ORDER", undefined, {}, sandbox)).status).toBe(404);
  });

  test("does not take the name of a built-in one", async () => {
    for (const method of ["PUT", "DELETE"]) {
      const answer = await bed.admin(method, "/event-types/TRANSACTION", method === "PUT" && ORDER);
      expect(answer.status).toBe(409);
      expect(answer.body.detail).toContain("built-in");
    }
  });

  test.each([
    [{}, ["schema is missing"]],
    [{ schema: [] }, ["schema expected an object, got a list"]],
    [{ schema: { type: "array" } }, [expect.stringMatching(/^schema\.type /)]],
    [
      {
        schema: {
          type: "object",
          properties: { a: { type: "string", pattern: "(a+)+$", maxLength: 50 } },
        },
      },
      [expect.stringMatching(/^schema\.properties\.a\.pattern /)],
    ],
    [
      { schema: { type: "object", properties: { a: { pattern: "a" } } } },
      [expect.stringMatching(/^schema\.properties\.a\./)],
    ],
    [{ ...ORDER, selectable: ["total", "total"] }, ["selectable has a name twice"]],
    [{ ...ORDER, selectable: ["id", "total"] }, ["selectable[0] is mandatory"]],
    [{ ...ORDER, default: ["nothing"] }, ["default[0] is not selectable"]],
    [{ ...ORDER, mandatory: [""] }, ["mandatory[0] is empty"]],
    [{ ...ORDER, colour: "blue" }, ["colour is not a known field"]],
  ])("is refused as %j", async (body, errors) => {
    expect(fieldErrorsOf(await bed.admin("PUT", "/event-types/ORDER", body))).toEqual(errors);
  });

  test("may name mandatory attributes in its default set, and all of the payload", async () => {
    const body = { ...ORDER, default: ["id", "note"] };
    expect((await bed.admin("PUT", "/event-types/ORDER", body)).body.default).toEqual(["note"]);
    const whole = { ...ORDER, default: ["*"] };
    expect((await bed.admin("PUT", "/event-types/ORDER", whole)).body.default).toEqual(["*"]);
  });

  test("is one of at most 100", async () => {
    await bed.keyOf("admin");
    for (let index = 0; index < MAX_EVENT_TYPES_PER_TENANT; index += 1) {
      await bed.stores.eventTypes.put(plainEventType(ACME, `T${index}`));
    }
    const answer = await bed.admin("PUT", "/event-types/ORDER", ORDER);
    expect([answer.status, answer.body.type]).toEqual([409, "urn:ringback:problem:limit-reached"]);
  });

  test("needs an application", async () => {
    await bed.keyOf("admin");
    bed.stores.eventTypes.put = async () => "no_tenant";
    const answer = await bed.admin("PUT", "/event-types/ORDER", ORDER);
    expect(answer.status).toBe(404);
  });

  test("is written by admins and managers, and read by everyone", async () => {
    const statuses = async (role: "admin" | "manager" | "publisher" | "reader") => {
      const put = await bed.as(role, "PUT", "/event-types/ORDER", ORDER);
      const read = await bed.as(role, "GET", "/event-types/TRANSACTION");
      return [put.status, read.status];
    };
    expect(await statuses("admin")).toEqual([201, 200]);
    expect(await statuses("manager")).toEqual([200, 200]);
    expect(await statuses("publisher")).toEqual([403, 200]);
    expect(await statuses("reader")).toEqual([403, 200]);
  });
});

describe("the catalogue", () => {
  test("shows built-in event types with schema, attributes and example", async () => {
    for (const type of BUILT_IN_EVENT_TYPES.values()) {
      const { status, body } = await bed.admin("GET", `/event-types/${type.name}`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ name: type.name, built_in: true, schema: type.schema });
      expect(body.default).toEqual(
        type.attributes.default === "*" ? ["*"] : type.attributes.default,
      );
      expect(body.example).toEqual(type.example);
    }
  });

  test("is listed by name, built-in and own ones together, page by page", async () => {
    await bed.admin("PUT", "/event-types/ORDER", ORDER);
    const names: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const { body } = await bed.admin("GET", `/event-types?limit=7${query}`);
      names.push(...body.data.map(({ name }: { name: string }) => name));
      cursor = body.next_cursor;
    }
    const own = ["A", "B", "ORDER"]; // A and B: of the test bed
    expect(names).toEqual(
      [...BUILT_IN_EVENT_TYPES.keys(), ...own].toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });
});

describe("a schema whose values no double stands for alone", () => {
  const put = (id: string) =>
    bed.admin(
      "PUT",
      "/event-types/ORDER",
      `{"schema": {"type": "object", "properties": {"id": ${id}, "enum": {"maximum": 1e19}}}}`,
    );

  test.each([
    ['{"const": 9007199254740993}', "schema.properties.id.const"],
    ['{"enum": ["x", 12345678901234567890]}', "schema.properties.id.enum[1]"],
    ['{"items": {"const": [{"n": 9007199254740993}]}}', "schema.properties.id.items.const[0].n"],
    [
      '{"properties": {"properties": {"const": 9007199254740993}}}',
      "schema.properties.id.properties.properties.const",
    ],
  ])("is refused: %s", async (id, field) => {
    expect(fieldErrorsOf(await put(id))).toEqual([
      `${field} is a number that cannot be compared exactly`,
    ]);
  });

  test("is taken where it is a bound", async () => {
    expect((await put('{"type": "integer", "maximum": 9223372036854775807}')).status).toBe(201);
  });
});
