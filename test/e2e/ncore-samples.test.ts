import { describe, expect, test } from "vitest";

import { publish } from "../support/producer.ts";
import type { ReceivedRequest } from "../support/receiver.ts";
import { startScenario } from "../support/scenario.ts";
import { vector } from "../support/vector.ts";

/** What the nCore document says of one event type, word for word. */
const SAMPLES = [
  {
    type: "CARD_STATUS_CHANGE",
    path: "/card-status",
    webhook: vector("ncore/create-webhook.card-status-change.json"),
    payload: vector("ncore/card-status-change.json"),
  },
  {
    type: "TRANSACTION",
    path: "/transactions",
    webhook: vector("ncore/create-webhook.transaction.json"),
    payload: vector("ncore/transaction.purchase.json"),
  },
];

const { cloud, tenant, receiver } = await startScenario("ncore");
receiver.answer("*", [{ status: 200, body: "thank you ".repeat(100) }]);

describe("the samples of the nCore document", () => {
  const webhookIds = new Map<string, string>();

  test.each(SAMPLES)("POST /webhooks takes the one for $type as it is printed", async (sample) => {
    const body = sample.webhook.replace("https://example.com/", `${receiver.url}${sample.path}`);
    const { status, body: created, headers } = await tenant.api("POST", "/webhooks", body);
    expect(status).toBe(201);
    expect(headers.get("content-type")).toBe("application/json");
    expect(created).toEqual({
      id: expect.stringMatching(/^wh_[0-9A-Za-z]{22}$/),
      application: tenant.application,
      environment: "production",
      endpoint: `${receiver.url}${sample.path}`,
      events: [sample.type],
      status: "enabled",
      config: {
        basic_auth_username: "username",
        custom_headers: [{ header_name: "apikey" }],
        signature: { scheme: "none" },
        created: expect.stringMatching(/^20.*Z$/),
        modified: created.config.created,
      },
      effective: expect.objectContaining({ profile: "ncore", timeout_seconds: 10 }),
      created_at: created.config.created,
      modified_at: created.config.created,
    });
    expect(Date.now() - Date.parse(created.config.created)).toBeLessThan(60_000);
    expect(await tenant.api("GET", `/webhooks/${created.id}`)).toMatchObject({
      status: 200,
      body: created,
    });
    webhookIds.set(sample.type, created.id);
  });

  test("both events arrive, each at its own webhook only", async () => {
    await publish(
      cloud,
      SAMPLES.map(({ type, payload }) => ({
        type,
        detail: `{"application":"${tenant.application}","payload":${payload}}`,
      })),
    );
    await receiver.waitFor(SAMPLES.length);
    expect(receiver.requests.map(({ url }) => url).toSorted()).toEqual(
      SAMPLES.map(({ path }) => path).toSorted(),
    );
  });

  describe.each(SAMPLES)("$type", ({ type, path, payload }) => {
    const received = (): ReceivedRequest => receiver.requestsTo(path)[0] as ReceivedRequest;
    const deliveryId = (): string => String(received().headers["ringback-delivery"]);

    test("arrives as the JSON of the document, compact", () => {
      expect(received().method).toBe("POST");
      expect(String(received().body)).toBe(JSON.stringify(JSON.parse(payload)));
    });

    test("arrives with Basic, the apikey header and the headers of every request, and no others", () => {
      const { host } = new URL(receiver.url);
      expect(Object.fromEntries(received().rawHeaders)).toEqual({
        host,
        connection: "keep-alive",
        "accept-encoding": "identity",
        "content-type": "application/json",
        "content-length": String(received().body.length),
        "user-agent": expect.stringMatching(/^Ringback\/\d+\.\d+\.\d+$/),
        "ringback-delivery": expect.stringMatching(/^dlv_[0-9A-Za-z]{22}_[0-9A-Za-z]{22}$/),
        "ringback-event": expect.stringMatching(/^evt_[0-9A-Za-z]{22}$/),
        "ringback-attempt": "1",
        "ringback-hops": "1",
        authorization: `Basic ${Buffer.from("username:password").toString("base64")}`,
        apikey: "306e38e4-54be-469f-beca-4297129289d6",
      });
    });

    test("is shown with its body and its one attempt", async () => {
      const shown = async () => (await tenant.api("GET", `/deliveries/${deliveryId()}`)).body;
      await expect.poll(shown, { timeout: 10_000 }).toEqual({
        id: deliveryId(),
        event_id: received().headers["ringback-event"],
        webhook_id: webhookIds.get(type),
        event_type: type,
        application: tenant.application,
        environment: "production",
        status: "delivered",
        last_outcome: "200",
        attempt_count: 1,
        accepted_at: expect.stringMatching(/Z$/),
        settled_at: expect.stringMatching(/Z$/),
        body: String(received().body),
        attempts: [
          {
            number: 1,
            started_at: expect.stringMatching(/Z$/),
            verdict: "succeeded",
            time: expect.stringMatching(/Z$/),
            outcome: "succeeded",
            status: 200,
            duration_ms: expect.any(Number),
            // Of a success at the first try no more is kept: it would cost a write unit.
            answer: "thank you ".repeat(100).slice(0, 256),
          },
        ],
      });
    });

    test("is listed with its webhook, in the list of all, and with its event", async () => {
      const webhookId = webhookIds.get(type);
      const one = { id: deliveryId(), status: "delivered", attempt_count: 1 };
      const { body: own } = await tenant.api("GET", `/webhooks/${webhookId}/deliveries`);
      expect(own).toEqual({ data: [expect.objectContaining(one)], next_cursor: null });
      const { body: all } = await tenant.api("GET", `/deliveries?event_type=${type}`);
      expect(all).toEqual(own);
      const eventId = String(received().headers["ringback-event"]);
      const { body: event } = await tenant.api("GET", `/events/${eventId}`);
      expect(event).toMatchObject({
        id: eventId,
        type,
        deliveries: own.data,
        payload: JSON.parse(payload),
      });
    });
  });

  test("POST /webhooks says where the sample with the missing comma goes wrong", async () => {
    const malformed = vector("ncore/create-webhook.user-document-alert.malformed.json");
    const { status, body, headers } = await tenant.api("POST", "/webhooks", malformed);
    expect(status).toBe(400);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body).toMatchObject({
      type: "urn:ringback:problem:malformed-json",
      status: 400,
      detail: expect.stringContaining("expected ',' or '}' after property value"),
    });
    const line = malformed.split("\n").indexOf('"events": [') + 1;
    expect(body.detail).toContain(`line ${line} column 1`);
  });
});
