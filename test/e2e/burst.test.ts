import { expect, test } from "vitest";

import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { defineEventTypes } from "../support/test-webhook.ts";

const EVENTS = 1000;
/** Webhooks of one event: two slices. */
const WIDE = 51;
/** Webhooks that are created at once. */
const AT_ONCE = 10;
/** The emulator alone takes 5 s for it; the rest is for the tests beside this one, on two cores. */
const MOST_MS = 40_000;

const { cloud, tenant, receiver, publishOne, publishMany, webhookAt } =
  await startScenario("burst");

function byLength(one: string, other: string): number {
  return one.length - other.length;
}

test("1,000 events at once all arrive, each once", async () => {
  await webhookAt("/burst", ["BURST"]);
  const numbers = Array.from({ length: EVENTS }, (_, number) => number);
  await publishMany("BURST", EVENTS);
  await receiver.waitFor(EVENTS, { path: "/burst", timeoutMs: MOST_MS });
  const arrived = receiver.requestsTo("/burst");
  const received = arrived.map(({ body }) => JSON.parse(String(body)).number as number);
  expect(received.toSorted((a, b) => a - b)).toEqual(numbers);
  expect(new Set(arrived.map(({ headers }) => headers["ringback-delivery"])).size).toBe(EVENTS);
});

test("an event to more webhooks than it is sent to at once arrives at each, once", async () => {
  await defineEventTypes(tenant, ["WIDE"]);
  const paths = Array.from({ length: WIDE }, (_, number) => `/wide-${number}`);
  for (let start = 0; start < WIDE; start += AT_ONCE) {
    await Promise.all(
      paths.slice(start, start + AT_ONCE).map(async (path) => {
        const webhook = { endpoint: `${receiver.url}${path}`, events: ["WIDE"] };
        expect((await tenant.api("POST", "/webhooks", webhook)).status).toBe(201);
      }),
    );
  }
  await publishOne("WIDE", { a: 1 });
  await expect
    .poll(() => paths.map((path) => receiver.requestsTo(path).length), { timeout: MOST_MS })
    .toEqual(paths.map(() => 1));
});

test("events too large for a message arrive whole, up to 256 KB", async () => {
  await webhookAt("/large", ["LARGE"]);
  const frame = JSON.stringify({ text: "" }).length;
  // What fits a message, what just does not, and the largest there is.
  const texts = [30_000, 33_000, 262_144 - frame].map((bytes) => "x".repeat(bytes));
  for (const text of texts) await publishOne("LARGE", { text });
  await receiver.waitFor(texts.length, { path: "/large" });
  const received = receiver.requestsTo("/large").map(({ body }) => String(body));
  const sent = texts.map((text) => JSON.stringify({ text }));
  expect(received.toSorted(byLength)).toEqual(sent.toSorted(byLength));
});

test("numbers, escapes and the order of names arrive as they were written", async () => {
  await webhookAt("/exact", ["EXACT"]);
  const payload =
    '{"amount": 5.00, "big": 12345678901234567890, "tiny": 1.0E-7, "2": "b", "1": "a\\u00e9\\/" , "same": [ ]}';
  // As the bus writes an entry into the events queue; a bus that parses numbers would already have
  // changed them.
  await queueProbe(cloud, "events").send(
    `{"version":"0","id":"${crypto.randomUUID()}","detail-type":"EXACT","source":"com.example.cards",` +
      `"detail":{"application":"${tenant.application}","payload":${payload}}}`,
  );
  const [request] = await receiver.waitFor(1, { path: "/exact" });
  expect(String(request?.body)).toBe(
    '{"amount":5.00,"big":12345678901234567890,"tiny":1.0E-7,"2":"b","1":"a\\u00e9\\/","same":[]}',
  );
});
