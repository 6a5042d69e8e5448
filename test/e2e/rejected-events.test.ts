import { randomUUID } from "node:crypto";

import { describe, expect, test } from "vitest";

import { type ApiCaller, newTenant, testCloud } from "../support/cloud.ts";
import { type ProducerEntry, publish } from "../support/producer.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { within } from "../support/within.ts";

const RUN = randomUUID();
const SECRET = "4111111111111111";

const cloud = await testCloud();
const tenant = await newTenant(cloud, "rejected");
const other = await newTenant(cloud, "rejected-too");
const schema = { type: "object", properties: { amount: { type: "number" } } };
for (const { api } of [tenant, other]) {
  expect((await api("PUT", "/event-types/ORDER", { schema })).status).toBe(201);
}

/**
 * Puts entries on the bus under a source of their own, and takes them off the rejected-events
 * queue.
 */
async function publishRejected(
  name: string,
  entries: readonly Omit<ProducerEntry, "source">[],
  messages = entries.length,
): Promise<string> {
  const source = `${name}-of-${RUN}`;
  await publish(
    cloud,
    entries.map((entry) => Object.assign({ source }, entry)),
  );
  await queueProbe(cloud, "rejected_events").take(messages, ({ entry = "" }) =>
    String(entry).includes(source),
  );
  return source;
}

/** The events of a source in a list, once there are so many. */
async function listed(api: ApiCaller, source: string, count: number) {
  return within({ timeoutMs: 20_000 }, async () => {
    const { status, body, text } = await api("GET", "/rejected-events?limit=200");
    expect(status).toBe(200);
    expect(text).not.toContain(SECRET);
    const own = body.data.filter((event: { source?: string }) => event.source === source);
    if (own.length !== count) throw new Error(`${own.length} of ${source} are listed`);
    return own;
  });
}

describe.concurrent("a rejected event", () => {
  test("is listed for its application: reason, places and origin, without values", async () => {
    const { application } = tenant;
    const detail = { application, id: "order-1", payload: { amount: SECRET } };
    const source = await publishRejected("invalid", [{ type: "ORDER", detail }]);
    expect(await listed(tenant.api, source, 1)).toEqual([
      {
        id: expect.stringMatching(/^rej_[0-9A-Za-z]{22}$/u),
        reason: "invalid_payload",
        errors: [{ field: "detail.payload.amount", message: expect.stringContaining("number") }],
        application,
        environment: "production",
        source,
        type: "ORDER",
        producer_id: "order-1",
        bus_id: expect.stringMatching(/./u),
        received_at: expect.stringMatching(/Z$/u),
      },
    ]);
    await listed(other.api, source, 0);
    await listed(cloud.operator, source, 0);
  });

  test("that addresses several applications is in the list of each; the unknown one is the operator's", async () => {
    const applications = [tenant.application, `nobody-${RUN}`, other.application];
    const detail = { applications, payload: { amount: SECRET } };
    const source = await publishRejected("several", [{ type: "ORDER", detail }], 3);
    for (const { api, application } of [tenant, other]) {
      const found = await listed(api, source, 1);
      expect(found).toMatchObject([{ application, reason: "invalid_payload" }]);
    }
    const [unknown] = await listed(cloud.operator, source, 1);
    expect(unknown).toMatchObject({ reason: "unknown_application" });
    expect(unknown.errors[0].message).toContain(`nobody-${RUN}`);
    expect(unknown).not.toHaveProperty("application");
  });

  test("that is malformed is listed for the application that it names", async () => {
    const detail = { application: tenant.application, payload: [SECRET], extra: SECRET };
    const source = await publishRejected("malformed", [{ type: "ORDER", detail }]);
    const [event] = await listed(tenant.api, source, 1);
    expect(event.errors.map(({ field }: { field: string }) => field)).toEqual([
      "detail.extra",
      "detail.payload",
    ]);
    await listed(cloud.operator, source, 0);
  });

  test("that cannot be read is the operator's", async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const text = `not JSON ${RUN} ${SECRET}`;
    await queueProbe(cloud, "events").send(text);
    await queueProbe(cloud, "rejected_events").take(1, ({ entry }) => entry === text);
    await within({ timeoutMs: 20_000 }, async () => {
      const path = `/rejected-events?reason=not_json&since=${since}`;
      const { body } = await cloud.operator("GET", path);
      expect(body.data.length).toBeGreaterThan(0);
      expect(JSON.stringify(body)).not.toContain(RUN);
    });
  });
});

test("a list goes on from page to page, newest first, each event once", async () => {
  const detail = (number: number) => ({
    application: other.application,
    id: `page-${number}`,
    payload: { amount: "x" },
  });
  const entries = Array.from({ length: 7 }, (_, number) => ({
    type: "ORDER",
    detail: detail(number),
  }));
  const source = await publishRejected("pages", entries);
  await listed(other.api, source, 7);
  const found: { producer_id: string; received_at: string }[] = [];
  let cursor = "";
  do {
    const { body } = await other.api("GET", `/rejected-events?limit=2${cursor}`);
    found.push(...body.data);
    cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
  } while (cursor !== "");
  const ids = found.map(({ producer_id: id }) => id).filter((id) => id?.startsWith("page-"));
  expect(ids.toSorted()).toEqual(entries.map((_, number) => `page-${number}`));
  const times = found.map(({ received_at: time }) => time);
  expect(times).toEqual(times.toSorted().toReversed());
});
