import { randomUUID } from "node:crypto";

import { describe, expect, test } from "vitest";

import type { ApiAnswer } from "../support/cloud.ts";
import { publish } from "../support/producer.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { defineEventTypes } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

const { cloud, tenant, receiver, webhookAt } = await startScenario("events-api");
await defineEventTypes(tenant, [
  "IDEMPOTENT",
  "TEN",
  "SAME",
  "MEANWHILE",
  "BEHIND",
  "LARGE",
  "OWN",
  "LIST",
]);

/** A webhook for one event type, at the path of that name. */
async function listenTo(type: string): Promise<string> {
  return webhookAt(`/${type}`, [type]);
}

/** The event once all of its deliveries have arrived. */
async function deliveredEvent(id: string) {
  return within({ timeoutMs: 20_000 }, async () => {
    const { body } = await tenant.api("GET", `/events/${id}`);
    const statuses = body.deliveries?.map(({ status }: { status: string }) => status) ?? ["none"];
    if (statuses.some((status: string) => status !== "delivered")) throw new Error(statuses);
    return body;
  });
}

/** Publishes an event of the type IDEMPOTENT under an idempotency key. */
function send(key: string, payload: object): Promise<ApiAnswer> {
  const headers = { "idempotency-key": key };
  return tenant.api("POST", "/events", { type: "IDEMPOTENT", payload }, headers);
}

describe.concurrent("POST /events", () => {
  test("publishes an event that arrives and can be read", async () => {
    const webhookId = await listenTo("ONE");
    const payload = { b: 1, a: [true, null, { ä: "€" }] };
    const { status, body } = await tenant.api("POST", "/events", { type: "ONE", payload });
    expect(status).toBe(202);
    expect(body).toEqual({ data: [{ id: expect.stringMatching(/^evt_[0-9A-Za-z]{22}$/) }] });
    const [request] = await receiver.waitFor(1, { path: "/ONE" });
    const [{ id }] = body.data;
    expect(request?.headers["ringback-event"]).toBe(id);
    expect(JSON.parse(String(request?.body))).toEqual(payload);
    expect(Object.keys(JSON.parse(String(request?.body)))).toEqual(["b", "a"]);
    expect(await deliveredEvent(id)).toMatchObject({
      id,
      type: "ONE",
      application: tenant.application,
      environment: "production",
      payload,
      deliveries: [{ webhook_id: webhookId, attempt_count: 1, last_outcome: "204" }],
    });
  });

  test("publishes ten events at once, each under its own id, and not eleven", async () => {
    await listenTo("TEN");
    const events = Array.from({ length: 10 }, (_, index) => ({
      type: "TEN",
      id: `ten-${index}`,
      payload: { index },
    }));
    const { status, body } = await tenant.api("POST", "/events", { events });
    expect(status).toBe(202);
    const arrived = await receiver.waitFor(10, { path: "/TEN" });
    const byIndex = new Map(
      arrived.map(({ body: text, headers }) => [
        JSON.parse(String(text)).index,
        headers["ringback-event"],
      ]),
    );
    expect(body.data).toEqual(events.map((_, index) => ({ id: byIndex.get(index) })));
    const eleven = await tenant.api("POST", "/events", { events: [...events, events[0]] });
    expect(eleven.status).toBe(422);
    expect(receiver.requestsTo("/TEN")).toHaveLength(10);
  });

  test("answers a repeat under its idempotency-key as before, and publishes nothing", async () => {
    await listenTo("IDEMPOTENT");
    const key = randomUUID();
    const first = await send(key, { n: 1 });
    const repeat = await send(key, { n: 1 });
    expect([first.status, repeat.status]).toEqual([202, 202]);
    expect(repeat.text).toBe(first.text);
    const other = await send(key, { n: 2 });
    expect(other.status).toBe(422);
    expect(other.body.type).toBe("urn:ringback:problem:idempotency-key-reused");
    await deliveredEvent(first.body.data[0].id);

    const second = randomUUID();
    const race = await Promise.all(Array.from({ length: 6 }, () => send(second, { n: 3 })));
    const answered = race.filter(({ status }) => status === 202);
    expect(new Set(answered.map(({ text }) => text)).size).toBe(1);
    for (const { status, body } of race.filter((answer) => !answered.includes(answer))) {
      expect({ status, type: body.type }).toEqual({
        status: 409,
        type: "urn:ringback:problem:idempotency-key-in-use",
      });
    }
    await deliveredEvent(answered[0]?.body.data[0].id);
    expect(receiver.requestsTo("/IDEMPOTENT")).toHaveLength(2);
  });

  test("takes the same id with the same payload as the same event, and with another not at all", async () => {
    await listenTo("SAME");
    const event = { type: "SAME", id: "order 1/ä", payload: { total: 1 } };
    const { body: first } = await tenant.api("POST", "/events", event);
    const [{ id }] = first.data;
    await deliveredEvent(id);
    const { status, body: again } = await tenant.api("POST", "/events", event);
    expect({ status, again }).toEqual({ status: 202, again: first });

    const reused = await tenant.api("POST", "/events", { ...event, payload: { total: 2 } });
    expect(reused.status).toBe(422);
    expect(reused.body).toMatchObject({
      type: "urn:ringback:problem:id-reused",
      errors: [{ field: "id" }],
    });
    // The id is the application's, whichever way an event comes.
    const { application } = tenant;
    const mark = randomUUID();
    await publish(cloud, [
      { type: "SAME", detail: { application, id: event.id, payload: { total: 1 } } },
      { type: "SAME", detail: { application, id: event.id, payload: { mark } } },
    ]);
    const rejected = queueProbe(cloud, "rejected_events");
    const [message] = await rejected.take(1, ({ entry = "" }) => entry.includes(mark));
    expect(message).toMatchObject({ reason: "id_reused", errors: [{ field: "detail.id" }] });
    expect((await deliveredEvent(id)).producer_id).toBe(event.id);
    expect(receiver.requestsTo("/SAME")).toHaveLength(1);
  });

  test("delivers once what is published again while its first attempt is under way", async () => {
    await listenTo("MEANWHILE");
    receiver.answer("/MEANWHILE", [{ status: 204, delayMs: 1500 }]);
    const event = { type: "MEANWHILE", id: "order 2", payload: { total: 1 } };
    const { body: first } = await tenant.api("POST", "/events", event);
    await receiver.waitFor(1, { path: "/MEANWHILE" });
    await tenant.api("POST", "/events", event);
    const { application } = tenant;
    const { id, payload } = event;
    // What comes behind it on the bus has been fanned out: so has it.
    await listenTo("BEHIND");
    await publish(cloud, [
      { type: "MEANWHILE", detail: { application, id, payload } },
      { type: "BEHIND", detail: { application, payload } },
    ]);
    await receiver.waitFor(1, { path: "/BEHIND" });
    await deliveredEvent(first.data[0].id);
    expect(receiver.requestsTo("/MEANWHILE")).toHaveLength(1);
  });

  test("takes payloads up to 256 KB", async () => {
    await listenTo("LARGE");
    const frame = JSON.stringify({ text: "" }).length;
    for (const bytes of [33_000, 262_144]) {
      const payload = { text: "x".repeat(bytes - frame) };
      const { status } = await tenant.api("POST", "/events", { type: "LARGE", payload });
      expect(status).toBe(202);
    }
    const arrived = await receiver.waitFor(2, { path: "/LARGE" });
    expect(arrived.map(({ body }) => body.length).toSorted((a, b) => a - b)).toEqual([
      33_000, 262_144,
    ]);
    const payload = { text: "x".repeat(262_145 - frame) };
    const refused = await tenant.api("POST", "/events", { type: "LARGE", payload });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ field: "payload" }]);
  });

  test("publishes for the application of its key only", async () => {
    const payload = {};
    const own = await tenant.api("POST", "/events", {
      type: "OWN",
      applications: [tenant.application],
      payload,
    });
    expect(own.status).toBe(202);
    expect((await deliveredEvent(own.body.data[0].id)).deliveries).toEqual([]);
    const foreign = await tenant.api("POST", "/events", { type: "OWN", application: "x", payload });
    expect(foreign.status).toBe(403);
    expect(foreign.body.errors).toMatchObject([{ field: "application" }]);
  });

  test("takes nothing of a list in which one event is wrong", async () => {
    await listenTo("LIST");
    const { status, body } = await tenant.api("POST", "/events", {
      events: [
        { type: "LIST", payload: { good: true } },
        { type: "LIST", payload: [] },
      ],
    });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field: "events[1].payload" }]);
    const { body: good } = await tenant.api("POST", "/events", { type: "LIST", payload: {} });
    await deliveredEvent(good.data[0].id);
    expect(receiver.requestsTo("/LIST")).toHaveLength(1);
  });
});
