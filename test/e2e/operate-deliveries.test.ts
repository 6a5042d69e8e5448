import { describe, expect, test } from "vitest";

import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { fixedRetry } from "../support/test-webhook.ts";

const { cloud, tenant, receiver, publishOne, untilStatus, webhookAt } =
  await startScenario("operate");

/**
 * Publishes one event to a new webhook at the path of its type, and gives the delivery's id once it
 * was attempted.
 */
async function attempted(type: string, config: object = {}): Promise<string> {
  await webhookAt(`/${type}`, [type], config);
  await publishOne(type);
  const [request] = await receiver.waitFor(1, { path: `/${type}` });
  return String(request?.headers["ringback-delivery"]);
}

async function takeNotice(deliveryId: string) {
  const dropped = queueProbe(cloud, "dropped");
  const [notice] = await dropped.take(1, ({ delivery_id: id }) => id === deliveryId);
  return notice;
}

describe.concurrent("resend", () => {
  test("sends a dropped delivery again, with a fresh schedule and the same id", async () => {
    receiver.answer("/DROPPED", [500, 500, 503, 204]);
    const id = await attempted("DROPPED", { retry: fixedRetry(2, 1) });
    expect(await takeNotice(id)).toMatchObject({ reason: "attempts_spent" });
    const { status, body } = await tenant.api("POST", `/deliveries/${id}/resend`);
    expect({ status, body }).toMatchObject({ status: 202, body: { id, status: "waiting" } });
    const requests = await receiver.waitFor(4, { path: "/DROPPED" });
    expect(requests.map(({ headers }) => headers["ringback-attempt"])).toEqual([
      "1",
      "2",
      "3",
      "4",
    ]);
    expect(new Set(requests.map(({ headers }) => headers["ringback-delivery"]))).toEqual(
      new Set([id]),
    );
    const delivery = await untilStatus(id, "delivered");
    expect(delivery).toMatchObject({ attempt_count: 4 });
    expect(delivery).not.toHaveProperty("drop_reason");
  });

  test("sends a delivered one again", async () => {
    const id = await attempted("DELIVERED");
    await untilStatus(id, "delivered");
    expect((await tenant.api("POST", `/deliveries/${id}/resend`)).status).toBe(202);
    const [, again] = await receiver.waitFor(2, { path: "/DELIVERED" });
    expect(again?.headers).toMatchObject({ "ringback-delivery": id, "ringback-attempt": "2" });
    const { attempts } = await untilStatus(id, "delivered");
    expect(attempts.map(({ number }: { number: number }) => number)).toEqual([1, 2]);
  });

  test("is refused before the first attempt has ended", async () => {
    receiver.answer("/EARLY", ["hang", 204]);
    const id = await attempted("EARLY", { timeout_seconds: 3, retry: fixedRetry(2, 1) });
    const { status, body } = await tenant.api("POST", `/deliveries/${id}/resend`);
    expect({ status, type: body.type }).toEqual({
      status: 409,
      type: "urn:ringback:problem:conflict",
    });
    await untilStatus(id, "delivered");
  });
});

describe.concurrent("cancel", () => {
  test("ends a delivery that waits", async () => {
    receiver.answer("/WAITING", [503]);
    const id = await attempted("WAITING", { retry: fixedRetry(2, 5) });
    await untilStatus(id, "waiting");
    const { status, body } = await tenant.api("POST", `/deliveries/${id}/cancel`);
    expect({ status, body }).toMatchObject({
      status: 202,
      body: { id, status: "cancelled", drop_reason: "cancelled" },
    });
    const again = await tenant.api("POST", `/deliveries/${id}/cancel`);
    expect(again.status).toBe(202);
    await expectNoMore("/WAITING", 1, 7000);
    expect(await untilStatus(id, "cancelled")).toMatchObject({ attempt_count: 1 });
  });

  test("ends one whose first attempt has not ended", async () => {
    receiver.answer("/BEGUN", ["hang"]);
    const id = await attempted("BEGUN", { timeout_seconds: 3, retry: fixedRetry(2, 1) });
    expect((await tenant.api("POST", `/deliveries/${id}/cancel`)).status).toBe(202);
    await expectNoMore("/BEGUN", 1, 7000);
    expect(await untilStatus(id, "cancelled")).toMatchObject({ drop_reason: "cancelled" });
  });

  test("is refused once it was delivered, which stays so", async () => {
    const id = await attempted("ENDED");
    await untilStatus(id, "delivered");
    const { status, body } = await tenant.api("POST", `/deliveries/${id}/cancel`);
    expect({ status, type: body.type }).toEqual({
      status: 409,
      type: "urn:ringback:problem:conflict",
    });
    await untilStatus(id, "delivered");
  });

  test("can be taken back by a resend", async () => {
    receiver.answer("/BACK", [503, 204]);
    const id = await attempted("BACK", { retry: fixedRetry(2, 60) });
    await untilStatus(id, "waiting");
    await tenant.api("POST", `/deliveries/${id}/cancel`);
    expect((await tenant.api("POST", `/deliveries/${id}/resend`)).status).toBe(202);
    await receiver.waitFor(2, { path: "/BACK" });
    expect(await untilStatus(id, "delivered")).toMatchObject({ attempt_count: 2 });
  });
});

/** Waits, and expects that no further request has come. */
async function expectNoMore(path: string, count: number, waitMs: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, waitMs);
  });
  if (receiver.requestsTo(path).length !== count) throw new Error(`${path} was asked again`);
}
