import { describe, expect, test } from "vitest";

import { ACME } from "../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../support/fresh-test-bed.ts";
import { fieldErrorsOf } from "../../support/webhook-requests.ts";

const SECRET = "hunter2";

const bed = freshTestBed();

const operation = { type: "OPERATION_STATUS_CHANGE", operationId: "o", status: "APPROVED" };
const publish = (body: object) => bed.admin("POST", "/events", body);

describe("an event published through the API", () => {
  test("of a built-in type is checked by its schema", async () => {
    const type = "OPERATION_STATUS_CHANGE";
    expect((await publish({ type, payload: operation })).status).toBe(202);
    const wrong = { type: "REGISTRATION_STATUS_CHANGE", status: SECRET, failureCount: "0" };
    const answer = await publish({ type, payload: wrong });
    expect(fieldErrorsOf(answer).toSorted()).toEqual([
      expect.stringMatching(/^payload\.failureCount expected .*got a string/),
      expect.stringMatching(/^payload\.operationId is missing/),
      expect.stringMatching(/^payload\.status expected one of PENDING, CANCELED/),
      expect.stringMatching(/^payload\.type expected/),
    ]);
    expect(answer.text).not.toContain(SECRET);
    expect(answer.body.errors[0].hint).toContain(`GET /event-types/${type}`);
    expect(bed.published).toHaveLength(1);
  });

  test("of an own type is checked by its schema, as it is now", async () => {
    const schema = { type: "object", properties: { total: { type: "number" } } };
    await bed.admin("PUT", "/event-types/ORDER", { schema, mandatory: ["id"] });
    expect((await publish({ type: "ORDER", payload: { id: 1, total: 5 } })).status).toBe(202);
    const answer = await publish({ type: "ORDER", payload: { total: "5" } });
    expect(fieldErrorsOf(answer).toSorted()).toEqual([
      expect.stringMatching(/^payload\.id is missing/),
      expect.stringMatching(/^payload\.total expected a number, got a string/),
    ]);
    await bed.admin("DELETE", "/event-types/ORDER");
    expect(fieldErrorsOf(await publish({ type: "ORDER", payload: { id: 1 } }))).toEqual([
      "type is not a known event type",
    ]);
  });

  test("of an own type that had the name of one of Ringback's own before is checked by that type", async () => {
    const type = "webhook.disabled";
    expect((await publish({ type, payload: { id: 1 } })).status).toBe(422);
    const attributes = { mandatory: ["id"], selectable: [], default: "*" } as const;
    const own = { ...ACME, name: type, description: "", schema: {}, attributes };
    await bed.stores.eventTypes.put({ ...own, createdAtMs: 0, modifiedAtMs: 0 });
    expect((await publish({ type, payload: { id: 1 } })).status).toBe(202);
  });

  test("may take the steps of one with all others of its request; what is left is for the fan-out to check", async () => {
    const items = { allOf: Array.from({ length: 95 }, () => ({ type: "number" })) };
    const schema = { type: "object", properties: { a: { items } } };
    await bed.admin("PUT", "/event-types/LIST", { schema });
    const event = (length: number) => ({
      type: "LIST",
      payload: { a: [...Array.from({ length }, () => 1), SECRET] },
    });
    expect(fieldErrorsOf(await publish(event(20_000)))).toEqual([
      expect.stringMatching(/^payload\.a\[20000\] expected a number/),
    ]);
    const ten = Array.from({ length: 10 }, () => event(40_000));
    const answer = await publish({ events: ten });
    expect([answer.status, bed.published.length]).toEqual([202, 10]);
  });

  test("among others is named by its place, and nothing is published", async () => {
    const events = [
      { type: "A", payload: {} },
      { type: "OPERATION_STATUS_CHANGE", payload: { ...operation, status: "DONE" } },
      { type: "NOWHERE", payload: {} },
    ];
    expect(fieldErrorsOf(await publish({ events }))).toEqual([
      expect.stringMatching(/^events\[1\]\.payload\.status expected one of/),
      "events[2].type is not a known event type",
    ]);
    expect(bed.published).toEqual([]);
  });
});

test("a payload that says another event type than its own is told which one was found", async () => {
  const wrong = async (event: string) => {
    const body = { type: "TRANSACTION", payload: { event, card_transaction: {} } };
    const answer = await bed.admin("POST", "/events", body);
    expect(answer.status).toBe(422);
    return answer.body.errors.find(({ field }: { field: string }) => field === "payload.event");
  };
  expect(await wrong("CARD_STATUS_CHANGE")).toMatchObject({
    message: "expected TRANSACTION, got CARD_STATUS_CHANGE",
  });
  expect(await wrong("CARD TRANSACTION")).toMatchObject({
    message: "expected TRANSACTION, got a string",
  });
});
