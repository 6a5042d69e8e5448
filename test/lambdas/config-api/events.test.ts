import { createHash } from "node:crypto";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { blankRecord } from "../../../lambdas/shared/domain/delivery-record.ts";
import { eventIdOf } from "../../../lambdas/shared/domain/identifiers.ts";
import { compactJson } from "../../../lambdas/shared/domain/json-text.ts";
import { ACME, GLOBEX } from "../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../support/fresh-test-bed.ts";
import { vector } from "../../support/vector.ts";
import { fieldErrorsOf } from "../../support/webhook-requests.ts";

const bed = freshTestBed();

const WEBHOOK_ID = `wh_${"1".repeat(22)}`;

/** Lets the fan-out have taken an event. */
async function accept(id: string, payload: string, type = "A"): Promise<string> {
  const eventId = eventIdOf(ACME, "producer", id);
  await bed.history.putEvent({
    ...ACME,
    id: eventId,
    type,
    acceptedAtMs: bed.clock.nowMs,
    payload,
    payloadHash: createHash("sha256").update(payload).digest("base64url"),
    producerId: id,
    webhookIds: [WEBHOOK_ID, `wh_${"2".repeat(22)}`],
  });
  return eventId;
}

describe("POST /events", () => {
  test("publishes an event under the key's tenant, and tells the id it will have", async () => {
    const answer = await bed.admin("POST", "/events", { type: "A", id: "p-1", payload: { x: 1 } });
    expect(answer).toMatchObject({
      status: 202,
      body: { data: [{ id: eventIdOf(ACME, "producer", "p-1") }] },
    });
    expect(bed.published).toEqual([{ tenant: ACME, type: "A", id: "p-1", payload: '{"x":1}' }]);
  });

  test("passes the payload on as it was written, only without white space between its tokens", async () => {
    const text = `{"type": "A", "payload": {"2": 5.00, "1": 12345678901234567890, "s": "a  b", "e": 1E300 } }`;
    await bed.admin("POST", "/events", text);
    expect(bed.published[0]?.payload).toBe(
      '{"2":5.00,"1":12345678901234567890,"s":"a  b","e":1E300}',
    );
  });

  test.each(["1e400", "-1e400", `1${"0".repeat(400)}`])(
    "refuses a payload with a number that no receiver can hold: %.8s",
    async (number) => {
      const answer = await bed.admin(
        "POST",
        "/events",
        `{"type": "A", "payload": {"n": ${number}}}`,
      );
      expect(answer).toMatchObject({
        status: 400,
        body: {
          errors: [{ field: "body", message: expect.stringContaining("expected a number") }],
        },
      });
      expect(bed.published).toEqual([]);
    },
  );

  test("passes on any payload", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (payload) => {
        const text = JSON.stringify(payload, undefined, 2);
        fc.pre(!/__proto__|\\u[dD][89a-fA-F]/u.test(text));
        bed.published.length = 0;
        const body = `{"events": [{"payload": {}, "type": "B"}, {"type": "A", "payload": ${text}}]}`;
        const answer = await bed.as("publisher", "POST", "/events", body);
        expect(answer.status).toBe(202);
        expect(bed.published[1]?.payload).toBe(compactJson(text));
      }),
      { numRuns: 50 },
    );
  });

  test("publishes the samples of the nCore document", async () => {
    for (const [type, file] of [
      ["CARD_STATUS_CHANGE", "card-status-change"],
      ["TRANSACTION", "transaction.purchase"],
    ]) {
      const payload = vector(`ncore/${file}.json`);
      const body = `{"type":"${type}","payload":${payload}}`;
      expect((await bed.admin("POST", "/events", body)).status).toBe(202);
      expect(bed.published.at(-1)?.payload).toBe(compactJson(payload));
    }
  });

  test("gives an event without an id one of its own", async () => {
    const { body } = await bed.admin("POST", "/events", {
      events: [
        { type: "A", payload: {} },
        { type: "A", payload: {} },
      ],
    });
    const ids = bed.published.map(({ id }) => id);
    expect(ids).toEqual([expect.stringMatching(/^api-[\da-f]{32}$/u), expect.anything()]);
    expect(body.data).toEqual(ids.map((id) => ({ id: eventIdOf(ACME, "producer", id) })));
    expect(new Set(ids).size).toBe(2);
  });

  test("takes the key's own application by name, and refuses any other", async () => {
    const own = { type: "A", payload: {} };
    expect((await bed.admin("POST", "/events", { ...own, application: "acme" })).status).toBe(202);
    expect((await bed.admin("POST", "/events", { ...own, applications: ["acme"] })).status).toBe(
      202,
    );
    const answer = await bed.admin("POST", "/events", {
      events: [own, { ...own, applications: ["acme", "globex"] }],
    });
    expect(answer).toMatchObject({
      status: 403,
      body: { errors: [{ field: "events[1].applications[1]" }] },
    });
    expect(bed.published).toHaveLength(2);
  });

  test("refuses an id that names another event", async () => {
    await accept("p-1", '{"x":1}');
    const again = (given: object) =>
      bed.admin("POST", "/events", { type: "A", id: "p-1", payload: { x: 1 }, ...given });
    expect((await again({})).status).toBe(202);
    for (const other of [{ payload: { x: 2 } }, { type: "B" }]) {
      expect(await again(other)).toMatchObject({
        status: 422,
        body: { type: "urn:ringback:problem:id-reused", errors: [{ field: "id" }] },
      });
    }
    const twice = [1, 2].map((x) => ({ type: "A", id: "p-2", payload: { x } }));
    expect(await bed.admin("POST", "/events", { events: twice })).toMatchObject({
      status: 422,
      body: { errors: [{ field: "events[1].id" }] },
    });
    const same = [twice[0], twice[0]];
    expect((await bed.admin("POST", "/events", { events: same })).status).toBe(202);
  });

  test.each([
    [{}, "type", "is missing"],
    [{ type: "A" }, "payload", "is missing"],
    [{ type: "", payload: {} }, "type", "is malformed"],
    [{ type: "A B", payload: {} }, "type", "is malformed"],
    [{ type: "A".repeat(129), payload: {} }, "type", "is malformed"],
    [{ type: "A", payload: [] }, "payload", "expected an object, got a list"],
    [{ type: "A", payload: "{}" }, "payload", "expected an object, got text"],
    [{ type: "A", payload: null }, "payload", "expected an object, got null"],
    [{ type: "A", payload: {}, id: "" }, "id", "is malformed"],
    [{ type: "A", payload: {}, id: "a\nb" }, "id", "is malformed"],
    [{ type: "A", payload: {}, id: "x".repeat(257) }, "id", "is malformed"],
    [{ type: "A", payload: {}, id: 7 }, "id", "expected text, got a number"],
    [{ type: "A", payload: {}, environment: "sandbox" }, "environment", "is not a known field"],
    [{ type: "A", payload: {}, applications: [] }, "applications", "is empty"],
    [
      { type: "A", payload: {}, application: "acme", applications: ["acme"] },
      "applications",
      "stands beside application",
    ],
    [{ events: [] }, "events", "is empty"],
    [
      { events: Array.from({ length: 11 }, () => ({ type: "A", payload: {} })) },
      "events",
      "is too long",
    ],
    [{ events: {} }, "events", "expected a list, got an object"],
    [{ events: [7] }, "events[0]", "expected an object, got a number"],
    [{ events: [{ type: "A", payload: {} }, {}] }, "events[1].type", "is missing"],
    [{ events: [{ type: "A", payload: {} }], type: "A" }, "type", "is not a known field"],
    [{ type: "A", payload: { x: "x".repeat(262_144) } }, "payload", "is too large"],
  ])("refuses %.100j", async (body, field, message) => {
    const answer = await bed.admin("POST", "/events", body);
    expect(fieldErrorsOf(answer)).toContain(`${field} ${message}`);
    expect(bed.published).toEqual([]);
  });

  test("takes a payload of 256 KB, however it is spaced", async () => {
    const payload = { x: "x".repeat(262_144 - '{"x":""}'.length) };
    const body = JSON.stringify({ type: "A", payload }, undefined, 20);
    expect((await bed.admin("POST", "/events", body)).status).toBe(202);
  });

  test("answers 503 when the bus does not take it, and 422 when it is too large for the bus", async () => {
    bed.bus.publication = "unavailable";
    const event = { type: "A", payload: {} };
    expect(await bed.admin("POST", "/events", event)).toMatchObject({
      status: 503,
      headers: { "retry-after": "1" },
    });
    bed.bus.publication = "too_large";
    expect((await bed.admin("POST", "/events", event)).status).toBe(422);
  });

  test("repeated under one idempotency key after a failing bus has the same id", async () => {
    const ask = () =>
      bed.admin("POST", "/events", { type: "A", payload: {} }, { "idempotency-key": "once" });
    bed.bus.publication = "unavailable";
    expect((await ask()).status).toBe(503);
    bed.bus.publication = "published";
    const first = await ask();
    expect(first.status).toBe(202);
    expect((await ask()).text).toBe(first.text);
    expect(bed.published).toHaveLength(1);
  });

  test("is for publishers and admins", async () => {
    for (const [role, status] of [
      ["admin", 202],
      ["publisher", 202],
      ["manager", 403],
      ["reader", 403],
    ] as const) {
      const body = { type: "A", payload: {} };
      expect((await bed.as(role, "POST", "/events", body)).status).toBe(status);
    }
  });
});

describe("GET /events/{id}", () => {
  test("leaves out deliveries whose records were not kept any more", async () => {
    const id = await accept("p-1", "{}");
    bed.clock.nowMs += 28 * 86_400_000 + 1;
    const { status, body } = await bed.admin("GET", `/events/${id}`);
    expect(status).toBe(200);
    expect(body.deliveries).toEqual([]);
  });

  test("shows the event and its deliveries, those not begun as pending", async () => {
    const id = await accept("p-1", '{"amount":5.00,"2":1,"1":12345678901234567890}');
    await bed.history.putRecord({
      ...blankRecord({
        ...ACME,
        eventId: id,
        webhookId: WEBHOOK_ID,
        eventType: "A",
        acceptedAtMs: bed.clock.nowMs,
      }),
      status: "delivered",
      attempts: 1,
    });
    const answer = await bed.admin("GET", `/events/${id}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id,
      type: "A",
      ...ACME,
      producer_id: "p-1",
      accepted_at: "2026-01-31T12:00:00.000Z",
      deliveries: [
        { webhook_id: WEBHOOK_ID, status: "delivered", attempt_count: 1 },
        { status: "pending", attempt_count: 0 },
      ],
    });
    expect(answer.text).toContain('"payload":{"amount":5.00,"2":1,"1":12345678901234567890}');
  });

  test("knows none before the fan-out took it, and none of another tenant", async () => {
    const id = await accept("p-1", "{}");
    expect((await bed.admin("GET", `/events/evt_${"0".repeat(22)}`)).status).toBe(404);
    expect((await bed.admin("GET", "/events/evt_1")).status).toBe(404);
    const foreign = await bed.admin("GET", `/events/${id}`, undefined, undefined, GLOBEX);
    expect(foreign.status).toBe(404);
  });
});
