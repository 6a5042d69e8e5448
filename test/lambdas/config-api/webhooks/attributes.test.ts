import { describe, expect, test } from "vitest";

import { ACME, plainEventType } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { fieldErrorsOf, storedWebhook } from "../../../support/webhook-requests.ts";

const ENDPOINT = "https://example.com/";

const bed = freshTestBed();

function create(body: object) {
  return bed.admin("POST", "/webhooks", { endpoint: ENDPOINT, ...body });
}

describe("the attributes that a webhook selects", () => {
  test("are kept and shown as they were given", async () => {
    const body = { events: ["OPERATION_STATUS_CHANGE"], attributes: ["userId", "status"] };
    const created = await create(body);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject(body);
    expect((await storedWebhook(bed, created.body.id)).attributes).toEqual(body.attributes);
    const { body: read } = await bed.admin("GET", `/webhooks/${created.body.id}`);
    expect(read.attributes).toEqual(body.attributes);
  });

  test("may be none, the mandatory ones aside", async () => {
    const created = await create({ events: ["REGISTRATION_STATUS_CHANGE"], attributes: [] });
    expect([created.status, created.body.attributes]).toEqual([201, []]);
  });

  test("may be of several event types, and name mandatory ones", async () => {
    const events = ["OPERATION_STATUS_CHANGE", "REGISTRATION_STATUS_CHANGE"];
    const attributes = ["type", "operationId", "blockedReason", "additionalData"];
    expect((await create({ events, attributes })).status).toBe(201);
  });

  test("are refused with the known ones, when they are unknown", async () => {
    const answer = await create({
      events: ["OPERATION_STATUS_CHANGE"],
      attributes: ["userId", "operation_type", "blockedReason"],
    });
    expect(fieldErrorsOf(answer)).toEqual([
      "attributes[1] is not an attribute of these event types",
      "attributes[2] is not an attribute of these event types",
    ]);
    expect(answer.body.errors[0].hint).toContain("operationType");
  });

  test("of an own event type are known", async () => {
    await bed.keyOf("admin");
    await bed.stores.eventTypes.put({
      ...plainEventType(ACME, "ORDER"),
      attributes: { mandatory: ["id"], selectable: ["total"], default: "*" },
    });
    expect((await create({ events: ["ORDER"], attributes: ["total"] })).status).toBe(201);
    const refused = await create({ events: ["ORDER"], attributes: ["note"] });
    expect(refused.body.errors[0].hint).toBe("known are: id, total");
    // Of all event types, those that there are now.
    expect((await create({ events: ["*"], attributes: ["total", "userId"] })).status).toBe(201);
    expect((await create({ events: ["*"], attributes: ["nowhere"] })).status).toBe(422);
  });

  test("cannot be checked against an event type that there is not", async () => {
    const answer = await create({ events: ["LATER"], attributes: ["total"] });
    expect(fieldErrorsOf(answer)).toContain("events[0] is not a known event type");
  });

  test("of an event type without attributes are refused", async () => {
    const answer = await create({ events: ["A"], attributes: ["total"] });
    expect(answer.body.errors[0].hint).toBe("they have none: leave attributes out");
  });

  test("are changed by a patch, checked with the event types, and taken away by null", async () => {
    const { body: webhook } = await create({ events: ["OPERATION_STATUS_CHANGE"] });
    const patch = (body: object) => bed.admin("PATCH", `/webhooks/${webhook.id}`, body);
    expect((await patch({ attributes: ["data"] })).body.attributes).toEqual(["data"]);
    expect(fieldErrorsOf(await patch({ events: ["KYC_RESULT"] }))).toEqual([
      "attributes[0] is not an attribute of these event types",
    ]);
    expect((await patch({ attributes: null })).body).not.toHaveProperty("attributes");
  });
});

describe("a webhook for an event type that there is not yet", () => {
  test("is created, with a warning", async () => {
    const { status, body } = await create({ events: ["TRANSACTION", "LATER"] });
    expect(status).toBe(201);
    expect(body.warnings).toEqual([
      { field: "events[1]", message: "there is no event type of this name yet" },
    ]);
    await bed.stores.eventTypes.put(plainEventType(ACME, "LATER"));
    const { body: patched } = await bed.admin("PATCH", `/webhooks/${body.id}`, { name: "x" });
    expect(patched).not.toHaveProperty("warnings");
  });
});

describe("the filter of a webhook", () => {
  const filter = { "card_transaction.transaction_type": ["PURCHASE", { prefix: "WALLET_" }] };

  test("is kept and shown as it was given", async () => {
    const created = await create({ events: ["TRANSACTION"], filter });
    expect([created.status, created.body.filter]).toEqual([201, filter]);
    expect((await storedWebhook(bed, created.body.id)).filter).toEqual(filter);
  });

  test("is changed by a patch, path by path, and taken away by null", async () => {
    const { body: webhook } = await create({ events: ["TRANSACTION"], filter });
    const patch = (body: object) => bed.admin("PATCH", `/webhooks/${webhook.id}`, body);
    const more = { "card_transaction.network": ["VISA"] };
    expect((await patch({ filter: more })).body.filter).toEqual({ ...filter, ...more });
    const less = { "card_transaction.transaction_type": null };
    expect((await patch({ filter: less })).body.filter).toEqual(more);
    expect((await patch({ filter: null })).body).not.toHaveProperty("filter");
  });

  test.each([
    [{}, "filter"],
    [{ a: [] }, "filter.a"],
    [{ a: "b" }, "filter.a"],
    [{ a: [{ like: "b" }] }, "filter.a[0]"],
    [{ a: [{ numeric: ["<"] }] }, "filter.a[0].numeric"],
  ])("is refused as %j", async (wrong, field) => {
    const errors = fieldErrorsOf(await create({ events: ["TRANSACTION"], filter: wrong }));
    expect(errors.some((error) => error.startsWith(field))).toBe(true);
  });
});

describe("the header of a signature", () => {
  const signed = (signature: object, config: object = {}) =>
    create({ events: ["TRANSACTION"], config: { signature, ...config } });

  test("has the name that the webhook gives it", async () => {
    const signature = { scheme: "hmac", secret: "s3cret", header_name: "X-Acme-Signature" };
    const { body } = await signed(signature);
    expect(body.config.signature).toEqual({ scheme: "hmac", header_name: "X-Acme-Signature" });
    const tested = await bed.admin("POST", `/webhooks/${body.id}/test`);
    expect(tested.status).toBe(200);
    expect(bed.requests[0]?.headers).toContain("X-Acme-Signature");
    expect(bed.requests[0]?.headers).not.toContain("X-SIGNATURE");
    expect(tested.body.request.headers).toContainEqual({
      header_name: "X-Acme-Signature",
      header_value: expect.stringMatching(/^[0-9a-f]{64}$/u),
    });
  });

  test("may have the name of another scheme's", async () => {
    const { body } = await signed({ scheme: "jws", header_name: "x-signature" });
    await bed.admin("POST", `/webhooks/${body.id}/test`);
    expect(bed.requests[0]?.headers).toContain("x-signature");
  });

  test.each([
    [{ scheme: "standard", header_name: "x-a" }, {}, "does not go with the scheme standard"],
    [{ scheme: "none", header_name: "x-a" }, {}, "does not go with the scheme none"],
    [{ scheme: "jws", header_name: "Host" }, {}, "is a header that cannot be replaced"],
    [{ scheme: "jws", header_name: "Authorization" }, {}, "is a header of authentication"],
    [{ scheme: "jws", header_name: "no blanks" }, {}, "is malformed"],
    [
      { scheme: "jws", header_name: "X-Key" },
      { custom_headers: [{ header_name: "x-key", header_value: "v" }] },
      "is a custom header as well",
    ],
  ])("is refused as %j", async (signature, config, message) => {
    expect(fieldErrorsOf(await signed(signature, config))).toEqual([
      `config.signature.header_name ${message}`,
    ]);
  });
});
