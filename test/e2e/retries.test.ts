import { createServer } from "node:net";

import { describe, expect, test } from "vitest";

import { queueProbe } from "../support/queue-probe.ts";
import type { ReceivedRequest } from "../support/receiver.ts";
import { startScenario } from "../support/scenario.ts";
import { createWebhook, fixedRetry } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

const { cloud, tenant, receiver, publishOne, publishMany, webhookAt } =
  await startScenario("retries");

/** Creates a webhook for one event type, publishes one event of it and gives the webhook's id. */
async function publishTo(type: string, endpoint: string, config: object = {}): Promise<string> {
  const id = await createWebhook(tenant, { endpoint, events: [type], config });
  await publishOne(type);
  return id;
}

/** Milliseconds between one request and the next. */
function gapsOf(requests: readonly ReceivedRequest[]): number[] {
  return requests
    .slice(1)
    .map(({ receivedAtMs }, index) => receivedAtMs - (requests[index]?.receivedAtMs ?? 0));
}

/** The one delivery of a webhook, with its attempts, once it has this status. */
async function deliveryOf(webhookId: string, status: string) {
  const path = `/webhooks/${webhookId}/deliveries`;
  const id = await within({ timeoutMs: 30_000 }, async () => {
    const [delivery] = (await tenant.api("GET", path)).body.data;
    if (delivery?.status !== status) throw new Error(`${path} is not ${status} yet`);
    return delivery.id as string;
  });
  return (await tenant.api("GET", `/deliveries/${id}`)).body;
}

/** The notice of a webhook's dropped delivery, taken off the queue. */
async function noticeOf(webhookId: string) {
  const dropped = queueProbe(cloud, "dropped");
  const [notice] = await dropped.take(1, ({ webhook_id: id }) => id === webhookId);
  return notice;
}

describe.concurrent("a receiver that fails", () => {
  test("with 503, 503 and then 200 gets three attempts of one delivery, further and further apart", async () => {
    receiver.answer("/growing", [
      { status: 503, body: "not yet" },
      503,
      { status: 200, body: "ok" },
    ]);
    const webhookId = await publishTo("GROWING", `${receiver.url}/growing`, {
      retry: { kind: "exponential", attempts: 5, initial_seconds: 1, factor: 5, jitter: 0 },
    });
    const requests = await receiver.waitFor(3, { path: "/growing" });
    expect(requests.map(({ headers }) => headers["ringback-attempt"])).toEqual(["1", "2", "3"]);
    expect(new Set(requests.map(({ headers }) => headers["ringback-delivery"])).size).toBe(1);
    expect(new Set(requests.map(({ headers }) => headers["ringback-event"])).size).toBe(1);
    expect(new Set(requests.map(({ body }) => String(body)))).toEqual(
      new Set(['{"type":"GROWING"}']),
    );
    const [first = 0, second = 0] = gapsOf(requests);
    expect(first).toBeGreaterThanOrEqual(1000);
    expect(second).toBeGreaterThanOrEqual(5000);
    expect(second).toBeGreaterThan(first);

    expect(await deliveryOf(webhookId, "delivered")).toMatchObject({
      id: requests[0]?.headers["ringback-delivery"],
      last_outcome: "200",
      attempt_count: 3,
      attempts: [
        { number: 1, verdict: "retry", status: 503, answer: "not yet" },
        { number: 2, verdict: "retry", status: 503 },
        { number: 3, verdict: "succeeded", status: 200, answer: "ok" },
      ],
    });
  });

  test("is tried again after about a second, then two, unless its webhook says otherwise", async () => {
    receiver.answer("/default", [500, 500, 204]);
    await publishTo("DEFAULT", `${receiver.url}/default`);
    const [first = 0, second = 0] = gapsOf(await receiver.waitFor(3, { path: "/default" }));
    expect(first).toBeGreaterThanOrEqual(750);
    expect(second).toBeGreaterThanOrEqual(1500);
  });

  test("does not keep an event from its other webhooks", async () => {
    receiver.answer("/broken", [500]);
    const config = { retry: fixedRetry(2, 1) };
    const events = ["SHARED"];
    const nobody = await createWebhook(tenant, { endpoint: await closedPort(), events, config });
    const broken = await webhookAt("/broken", events, config);
    await publishTo("SHARED", `${receiver.url}/healthy`);
    const [request] = await receiver.waitFor(1, { path: "/healthy" });
    expect(String(request?.body)).toBe('{"type":"SHARED"}');

    expect(await noticeOf(broken)).toMatchObject({ attempts: 2, last_outcome: "500" });
    expect(await noticeOf(nobody)).toMatchObject({ attempts: 2, last_outcome: "connect" });
    expect(await deliveryOf(nobody, "dropped")).toMatchObject({
      attempts: [
        { number: 1, verdict: "retry", error: { code: "connect" } },
        { number: 2, verdict: "retry", error: { code: "connect" } },
      ],
    });
    const eventId = String(request?.headers["ringback-event"]);
    const { body: event } = await tenant.api("GET", `/events/${eventId}`);
    const statuses = event.deliveries.map(({ status }: { status: string }) => status);
    expect(statuses.toSorted()).toEqual(["delivered", "dropped", "dropped"]);
    expect(receiver.requestsTo("/healthy")).toHaveLength(1);
  });

  test("until its policy is spent has its delivery dropped, visibly", async () => {
    receiver.answer("/spent", [{ status: 502, body: "bad gateway" }]);
    const webhookId = await publishTo("SPENT", `${receiver.url}/spent`, {
      retry: fixedRetry(3, 1),
    });
    const notice = await noticeOf(webhookId);
    const requests = receiver.requestsTo("/spent");
    expect(requests).toHaveLength(3);
    const deliveryId = requests[0]?.headers["ringback-delivery"];
    const eventId = requests[0]?.headers["ringback-event"];
    expect(notice).toEqual({
      delivery_id: deliveryId,
      event_id: eventId,
      webhook_id: webhookId,
      application: tenant.application,
      environment: "production",
      event_type: "SPENT",
      reason: "attempts_spent",
      attempts: 3,
      last_outcome: "502",
      accepted_at: expect.stringMatching(/Z$/),
      scheduled_at: expect.stringMatching(/Z$/),
      dropped_at: expect.stringMatching(/Z$/),
    });
    const dropped = {
      id: deliveryId,
      event_id: eventId,
      status: "dropped",
      drop_reason: "attempts_spent",
      last_outcome: "502",
    };
    expect(await deliveryOf(webhookId, "dropped")).toMatchObject({ ...dropped, attempt_count: 3 });
    for (const query of ["status=dropped", "status=undelivered"]) {
      const { body } = await tenant.api("GET", `/deliveries?${query}&event_type=SPENT`);
      expect(body).toMatchObject({ data: [dropped], next_cursor: null });
    }
    const { body: waiting } = await tenant.api(
      "GET",
      "/deliveries?status=waiting&event_type=SPENT",
    );
    expect(waiting.data).toEqual([]);
  });

  test("is shown as waiting meanwhile, with the time of the next attempt", async () => {
    receiver.answer("/waiting", [503, 204]);
    const webhookId = await publishTo("WAITING", `${receiver.url}/waiting`, {
      retry: fixedRetry(2, 5),
    });
    const delivery = await deliveryOf(webhookId, "waiting");
    const [attempt] = delivery.attempts;
    expect(
      Date.parse(delivery.next_attempt_at) - Date.parse(attempt.started_at),
    ).toBeGreaterThanOrEqual(5000);
    const { body: list } = await tenant.api("GET", "/deliveries?status=waiting&event_type=WAITING");
    expect(list.data).toMatchObject([{ id: delivery.id, attempt_count: 1 }]);
    const [, second] = await receiver.waitFor(2, { path: "/waiting" });
    expect(second?.receivedAtMs).toBeGreaterThanOrEqual(Date.parse(delivery.next_attempt_at));
    await deliveryOf(webhookId, "delivered");
    const { body: nothing } = await tenant.api(
      "GET",
      "/deliveries?status=undelivered&event_type=WAITING",
    );
    expect(nothing.data).toEqual([]);
  });

  test("by asking for a pause with Retry-After gets it", async () => {
    receiver.answer("/pause", [{ status: 429, headers: { "retry-after": "3" } }, 204]);
    await publishTo("PAUSE", `${receiver.url}/pause`);
    const [gap] = gapsOf(await receiver.waitFor(2, { path: "/pause" }));
    expect(gap).toBeGreaterThanOrEqual(3000);
  });

  test("by hanging or dripping is cut off at the timeout", async () => {
    receiver.answer("/hang", ["hang", 204]);
    receiver.answer("/drip", [{ status: 200, body: "x".repeat(1000), dripMs: 100 }, 204]);
    const config = { timeout_seconds: 1, retry: fixedRetry(2, 1) };
    const hanging = await publishTo("HANG", `${receiver.url}/hang`, config);
    const dripping = await publishTo("DRIP", `${receiver.url}/drip`, config);
    for (const webhookId of [hanging, dripping]) {
      const { attempts } = await deliveryOf(webhookId, "delivered");
      expect(attempts).toMatchObject([
        { verdict: "retry", error: { code: "timeout" } },
        { verdict: "succeeded", status: 204 },
      ]);
      expect(attempts[0].duration_ms).toBeGreaterThanOrEqual(1000);
      expect(attempts[0].duration_ms).toBeLessThan(3000);
    }
  });

  test("by redirecting is not followed", async () => {
    receiver.answer("/moved", [
      { status: 308, headers: { location: `${receiver.url}/elsewhere` } },
    ]);
    const webhookId = await publishTo("MOVED", `${receiver.url}/moved`, {
      retry: fixedRetry(1, 1),
    });
    expect(await noticeOf(webhookId)).toMatchObject({
      reason: "attempts_spent",
      last_outcome: "308",
    });
    expect(receiver.requestsTo("/elsewhere")).toEqual([]);
  });

  test("by saying 410 is asked no more: its webhook is gone, and that is an event", async () => {
    receiver.answer("/gone", [410]);
    await webhookAt("/operations", ["webhook.gone"]);
    await webhookAt("/witness", ["GONE"]);
    const webhookId = await webhookAt("/gone", ["GONE"]);
    await publishMany("GONE", 3);
    const notices = await queueProbe(cloud, "dropped").take(
      3,
      ({ webhook_id: id }) => id === webhookId,
    );
    expect(new Set(notices.map(({ reason }) => reason))).toEqual(new Set(["gone"]));
    const { body: webhook } = await tenant.api("GET", `/webhooks/${webhookId}`);
    expect(webhook).toMatchObject({
      status: "gone",
      status_reason: expect.stringContaining("410"),
    });
    const [operation] = await receiver.waitFor(1, { path: "/operations" });
    expect(JSON.parse(String(operation?.body))).toMatchObject({ webhook_id: webhookId });

    const asked = receiver.requestsTo("/gone").length;
    await publishOne("GONE");
    await receiver.waitFor(4, { path: "/witness" });
    receiver.answer("/gone", [204]);
    const { body: enabled } = await tenant.api("POST", `/webhooks/${webhookId}/enable`);
    expect(enabled).toMatchObject({ status: "enabled" });
    expect(enabled).not.toHaveProperty("status_reason");
    await publishOne("GONE");
    await receiver.waitFor(asked + 1, { path: "/gone" });
    expect(receiver.requestsTo("/gone")).toHaveLength(asked + 1);
    expect(receiver.requestsTo("/operations")).toHaveLength(1);
  });
});

/** An endpoint that refuses connections: its port was free a moment ago. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => {
    server.once("listening", resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return `http://127.0.0.1:${port}/`;
}
