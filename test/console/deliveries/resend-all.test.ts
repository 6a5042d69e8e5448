import { expect, test } from "vitest";

import { makeClient } from "../../../client/client.ts";
import { outcomeOf } from "../../../console/api/outcome.ts";
import { makePatientFetch } from "../../../console/api/patient-fetch.ts";
import {
  groupRefusals,
  leftOf,
  resendAll,
  type ResendPorts,
  type ResendProgress,
} from "../../../console/deliveries/resend-all.ts";
import { fetchFromBed } from "../../support/bed-client.ts";
import { openDeliveryStory } from "../../support/delivery-story.ts";

const AT_MS = Date.parse("2026-01-31T11:00:00.000Z");

/** A bed with dropped deliveries, and a patient client whose network a test spoils. */
async function openResend(count: number) {
  const story = await openDeliveryStory();
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1) {
    ids.push(await story.put(number, { acceptedAtMs: AT_MS + number, status: "dropped" }));
  }
  const network = {
    atOnce: 0,
    mostAtOnce: 0,
    requests: 0,
    waits: 0,
    spoil: (_request: Request): Response | undefined => undefined,
    token: await story.keyOf("admin"),
  };
  const toBed = fetchFromBed(story.ask);
  const fetch = makePatientFetch({
    async fetch(request) {
      network.requests += 1;
      network.atOnce += 1;
      network.mostAtOnce = Math.max(network.mostAtOnce, network.atOnce);
      try {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        return network.spoil(request) ?? (await toBed(request));
      } finally {
        network.atOnce -= 1;
      }
    },
    token: () => network.token,
    whose: () => "acme",
    signInAgain: async () => false,
    async wait() {
      network.waits += 1;
      return "again";
    },
    now: () => 0,
    random: () => 0.5,
    newKey: () => "unused",
  });
  const client = makeClient({ baseUrl: "https://example.com", fetch });
  const told: ResendProgress[] = [];
  const ports: ResendPorts = {
    resend: (id, idempotencyKey, signal) =>
      outcomeOf(
        () =>
          client.POST("/deliveries/{id}/resend", {
            params: { path: { id }, header: { "idempotency-key": idempotencyKey } },
            signal,
          }),
        signal,
      ),
    progress: (progress) => void told.push(progress),
  };
  const run = (chosen: readonly string[] = ids, signal = new AbortController().signal) =>
    resendAll(ports, { ids: chosen, run: "run-1", signal });
  return { ...story, ids, network, told, ports, run };
}

test("all are sent again, four at a time, and each is told", async () => {
  const { run, ids, network, told, operations } = await openResend(25);
  const ended = await run();
  expect(ended).toMatchObject({ state: "finished", total: 25, notResent: [] });
  expect(ended.resent.toSorted()).toEqual(ids.toSorted());
  expect(operations.released).toHaveLength(25);
  expect(network.mostAtOnce).toBe(4);
  expect(told).toHaveLength(26);
  expect(leftOf(ids, ended)).toEqual([]);
});

test("repeated it sends nothing twice", async () => {
  const { run, operations } = await openResend(5);
  await run();
  expect(await run()).toMatchObject({ state: "finished", notResent: [] });
  expect(operations.released).toHaveLength(5);
});

test("one that is refused does not keep the others", async () => {
  const { run, ids, put, admin, webhookId } = await openResend(6);
  const pending = await put(100, { acceptedAtMs: AT_MS, hasRecord: false });
  const unknown = `dlv_${"0".repeat(22)}_${webhookId.slice(3)}`;
  const ended = await run([pending, unknown, ...ids]);
  expect(ended.resent).toHaveLength(6);
  const onItsWay = "Its first attempt has not ended yet: it is on its way.";
  expect(ended.notResent.toSorted((one, other) => (one.id < other.id ? 1 : -1))).toEqual([
    { id: pending, why: onItsWay, isUnknown: false },
    { id: unknown, why: "There is no such delivery.", isUnknown: false },
  ]);
  await admin("POST", `/webhooks/${webhookId}/disable`);
  const again = await run([pending, unknown]);
  expect(groupRefusals([...again.notResent, ...ended.notResent])).toEqual([
    { why: "There is no such delivery.", count: 2 },
    { why: expect.stringContaining("is disabled"), count: 1 },
    { why: expect.stringContaining("on its way"), count: 1 },
  ]);
});

test("throttled, unavailable and without a network it slows down and goes on", async () => {
  const { run, network, operations } = await openResend(20);
  let number = 0;
  network.spoil = () => {
    number += 1;
    if (number % 2 === 0) return undefined;
    if (number % 3 === 0) throw new TypeError("fetch failed");
    const status = number % 5 === 0 ? 503 : 429;
    return Response.json({}, { status, headers: { "retry-after": "2" } });
  };
  expect(await run()).toMatchObject({ state: "finished", notResent: [] });
  expect(network.waits).toBeGreaterThan(5);
  expect(operations.released).toHaveLength(20);
});

test("while the API is away it gives up soon, and what is left can be repeated", async () => {
  const { run, ids, network, operations } = await openResend(20);
  network.spoil = () => Response.json({}, { status: 503 });
  const ended = await run();
  expect(ended.state).toBe("away");
  expect(ended.notResent.length).toBeLessThanOrEqual(8);
  expect(ended.notResent.every(({ isUnknown }) => isUnknown)).toBe(true);
  expect(leftOf(ids, ended)).toEqual(ids);
  network.spoil = () => undefined;
  expect(await run(leftOf(ids, ended))).toMatchObject({ state: "finished", notResent: [] });
  expect(operations.released).toHaveLength(20);
});

test.each(["a key that may not", "a key that is not good any more"])("%s ends it", async (what) => {
  const { run, network, keyOf } = await openResend(20);
  network.token = what === "a key that may not" ? await keyOf("reader") : "rbk_wrong";
  const ended = await run();
  expect(ended.state).toBe("refused");
  expect(network.requests).toBeLessThanOrEqual(8);
  expect(ended.resent).toEqual([]);
});

test("it is stopped, and goes on later with what is left", async () => {
  const { run, ids, ports, operations } = await openResend(20);
  const stop = new AbortController();
  const stopping: ResendPorts = {
    ...ports,
    progress: ({ resent }) => {
      if (resent.length === 6) stop.abort();
    },
  };
  const ended = await resendAll(stopping, { ids, run: "run-1", signal: stop.signal });
  expect(ended.state).toBe("stopped");
  expect(ended.resent.length).toBeLessThan(12);
  const rest = await run(leftOf(ids, ended));
  expect(rest.state).toBe("finished");
  expect(operations.released).toHaveLength(20);
});

test("nothing to send is finished at once", async () => {
  const { run, network } = await openResend(0);
  expect(await run()).toMatchObject({ state: "finished", total: 0 });
  expect(network.requests).toBe(0);
});
