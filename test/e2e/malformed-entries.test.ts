import { randomUUID } from "node:crypto";
import { gunzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { newTenant } from "../support/cloud.ts";
import { type ProducerEntry, publish } from "../support/producer.ts";
import { queueProbe, type QueueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { createWebhook, defineEventTypes } from "../support/test-webhook.ts";

const RUN = randomUUID();
const MALFORMED = 100;

/**
 * What a rejected entry is recognised by: the source that its envelope names, or a mark in a text
 * that is no envelope.
 */
const markOf = (index: number) => `malformed-${index}-of-${RUN}`;

interface Malformed {
  readonly reason: string;
  /** Where the first error is, as far as it is in a field. */
  readonly field?: string;
  readonly type?: string;
  readonly detail: unknown;
}

const { cloud, tenant, receiver, webhookAt } = await startScenario("malformed");
await defineEventTypes(tenant, ["BAD", "GOOD"]);
await webhookAt("/good", ["BAD", "GOOD"]);

function malformed(field: string, detail: unknown): Malformed {
  return { reason: "malformed", field, detail };
}

/** Every way in which an entry of the bus can be wrong. */
function kinds(): Malformed[] {
  const { application } = tenant;
  const payload = { any: 1 };
  return [
    malformed("detail.application", { payload }),
    malformed("detail.application", { application, applications: [application], payload }),
    malformed("detail.application", { application: 7, payload }),
    malformed("detail.application", { application: "", payload }),
    malformed("detail.application", { application: "not an id!", payload }),
    malformed("detail.application", { application: "a".repeat(64), payload }),
    malformed("detail.applications", { applications: [], payload }),
    malformed("detail.applications", { applications: application, payload }),
    malformed("detail.applications", { applications: [application, null], payload }),
    malformed("detail.applications", { applications: Array(51).fill(application), payload }),
    malformed("detail.environment", { application, environment: "staging", payload }),
    malformed("detail.environment", { application, environment: 1, payload }),
    malformed("detail.id", { application, id: 17, payload }),
    malformed("detail.id", { application, id: "", payload }),
    malformed("detail.id", { application, id: "x".repeat(257), payload }),
    malformed("detail.id", { application, id: "line\nbreak", payload }),
    malformed("detail.payload", { application }),
    malformed("detail.payload", { application, payload: null }),
    malformed("detail.payload", { application, payload: "{}" }),
    malformed("detail.payload", { application, payload: [payload] }),
    malformed("detail.payload", { application, payload: 12 }),
    malformed("detail.unknown", { application, unknown: true, payload }),
    malformed("detail", "[1, 2]"),
    malformed("detail", "17"),
    malformed("detail", "null"),
    malformed("detail", '"text"'),
    { ...malformed("detail-type", { application, payload }), type: "with space" },
    { ...malformed("detail-type", { application, payload }), type: "x".repeat(129) },
    {
      reason: "unknown_application",
      field: "detail.application",
      detail: { application: `nobody-${RUN}`, payload },
    },
    {
      reason: "too_large",
      field: "detail.payload",
      detail: { application, payload: { filler: "x".repeat(262_144) } },
    },
    {
      reason: "id_reused",
      field: "detail.id",
      detail: { application, id: "good-0", payload: { good: "something else" } },
    },
  ];
}

function good(index: number): ProducerEntry {
  const { application } = tenant;
  return { type: "GOOD", detail: { application, id: `good-${index}`, payload: { good: index } } };
}

function unpacked(packed: unknown): string {
  return typeof packed === "string" ? gunzipSync(Buffer.from(packed, "base64")).toString() : "";
}

test("100 malformed entries in between lose nothing", async () => {
  // The id of this one is used again below.
  await publish(cloud, [good(0)]);
  await receiver.waitFor(1, { path: "/good" });
  const every = kinds();
  const entries = Array.from({ length: MALFORMED }, (_, index) => ({
    ...(every[index % every.length] as Malformed),
    source: markOf(index),
  }));
  await publish(
    cloud,
    entries.flatMap(({ type = "BAD", detail, source }, index) => [
      { type, detail, source },
      good(index + 1),
    ]),
  );

  const rejected = await queueProbe(cloud, "rejected_events").take(MALFORMED, ({ entry }) =>
    String(entry).includes(RUN),
  );
  const bySource = new Map(
    rejected.map((message) => [String(JSON.parse(message.entry).source), message]),
  );
  expect(bySource.size).toBe(MALFORMED);
  for (const { source, reason, field } of entries) {
    const message = bySource.get(source);
    expect(message).toMatchObject({ reason, rejected_at: expect.stringMatching(/Z$/) });
    expect(message.errors.map((error: { field: string }) => error.field)).toContain(field);
  }

  await receiver.waitFor(MALFORMED + 1, { path: "/good" });
  const arrived = receiver.requestsTo("/good").map(({ body }) => JSON.parse(String(body)).good);
  expect(arrived.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: MALFORMED + 1 }, (_, index) => index),
  );
});

/** Sends it past the bus, and takes the rejection of it. */
async function rejectionOf(text: string, isIts: Parameters<QueueProbe["take"]>[1]) {
  await queueProbe(cloud, "events").send(text);
  const [message] = await queueProbe(cloud, "rejected_events").take(1, isIts);
  return message;
}

test.each([
  ["not JSON at all", `hello ${RUN}-1`, "not_json"],
  ["JSON that breaks off", `{"detail-type":"GOOD","detail":{"id":"${RUN}-2"`, "not_json"],
  ["JSON that is no object", `["${RUN}-3"]`, "malformed"],
  ["an object that is no envelope", `{"mark":"${RUN}-4"}`, "malformed"],
])("%s on the events queue is rejected as it came", async (_, text, reason) => {
  const message = await rejectionOf(text, ({ entry }) => entry === text);
  expect(message.reason).toBe(reason);
});

test("an entry with a name twice is rejected with the place: a bus may hand on both", async () => {
  const detail = `{"application":"${tenant.application}","id":"${RUN}-6","payload":{"items":[{},{"amount":1000000,"\\u0061mount":1}]}}`;
  const text = `{"id":"1","detail-type":"GOOD","source":"${RUN}","detail":${detail}}`;
  const message = await rejectionOf(text, ({ entry }) => entry === text);
  expect(message).toMatchObject({
    reason: "malformed",
    errors: [{ field: "detail.payload.items[1].amount" }],
  });
});

test("an entry too large to lie in a message with its reason is kept compressed", async () => {
  const text = `{"mark":"${RUN}-5","filler":"${"x".repeat(1_048_500)}"}`;
  const message = await rejectionOf(text, ({ entry_gzip: packed }) => unpacked(packed) === text);
  expect(message).toMatchObject({ reason: "malformed" });
});

test("an event for several applications reaches those that exist and names the one that does not", async () => {
  const other = await newTenant(cloud, "malformed-too");
  await defineEventTypes(other, ["SEVERAL"]);
  await createWebhook(other, { endpoint: `${receiver.url}/other` });
  await webhookAt("/several", ["SEVERAL"]);
  const nobody = `nobody-${RUN}`;
  const applications = [tenant.application, nobody, other.application];
  await publish(cloud, [{ type: "SEVERAL", detail: { applications, payload: { to: "all" } } }]);

  const [first] = await receiver.waitFor(1, { path: "/several" });
  const [second] = await receiver.waitFor(1, { path: "/other" });
  expect([String(first?.body), String(second?.body)]).toEqual(['{"to":"all"}', '{"to":"all"}']);
  expect(first?.headers["ringback-event"]).not.toBe(second?.headers["ringback-event"]);
  const [message] = await queueProbe(cloud, "rejected_events").take(1, ({ entry = "" }) =>
    entry.includes(other.application),
  );
  expect(message.reason).toBe("unknown_application");
  expect(message.errors[0].message).toContain(nobody);
});
