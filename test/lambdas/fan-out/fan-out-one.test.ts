import { createHash } from "node:crypto";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Subscriber } from "../../../lambdas/fan-out/choose-webhooks.ts";
import { makeFanOutOne } from "../../../lambdas/fan-out/fan-out-one.ts";
import type { FirstMessage } from "../../../lambdas/fan-out/first-messages.ts";
import type { Rejected } from "../../../lambdas/fan-out/keep-rejected.ts";
import type { AcceptedEvent } from "../../../lambdas/shared/domain/accepted-event.ts";
import { deliveryIdOf, eventIdOf } from "../../../lambdas/shared/domain/identifiers.ts";
import type { Rejection } from "../../../lambdas/shared/domain/rejection.ts";
import { tenantKey } from "../../../lambdas/shared/domain/tenant.ts";
import { wantsType } from "../../../lambdas/shared/domain/webhook.ts";
import { anyEventTypes } from "../../support/fakes/any-event-types.ts";
import { eventsThrough, MemoryEvents } from "../../support/fakes/memory-events.ts";
import { forAllAsync } from "../../support/for-all.ts";
import { webhookIdArbitrary } from "../../support/id-arbitrary.ts";

const ACCEPTED_AT_MS = 1_700_000_000_000;
const acme = { application: "acme", environment: "production" } as const;
const wh = (digit: number) => `wh_${String(digit).padStart(22, "0")}`;

function subscriber(digit: number, fields: Partial<Subscriber> = {}): Subscriber {
  return { id: wh(digit), version: digit, events: ["TRANSACTION"], status: "enabled", ...fields };
}

function entry(detail: Readonly<Record<string, unknown>>, type = "TRANSACTION"): string {
  return JSON.stringify({
    id: "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": type,
    source: "com.acme.cards",
    detail,
  });
}

type Fault = "subscribers" | "put" | "send" | "reject";

function setUp(
  tenants: Readonly<Record<string, readonly Subscriber[]>> = { "acme#production": [subscriber(1)] },
  more: { readonly carriesTraces?: boolean } = {},
) {
  const stored = new MemoryEvents();
  const sent: FirstMessage[] = [];
  const sentEvents: unknown[] = [];
  const rejected: (readonly [string, Rejection])[] = [];
  const kept: Rejected[] = [];
  const reported: unknown[] = [];
  const calls: string[] = [];
  const faults = new Set<string>();
  const webhooks = new Map(Object.entries(tenants));
  const reach = async (name: Fault, of: string) => {
    calls.push(`${name} ${of}`);
    if (faults.has(`${name} ${of}`) || faults.has(name)) throw new Error(`${name} is broken`);
  };
  const events = eventsThrough(stored, async (_, effect) => effect());
  const fanOutOne = makeFanOutOne({
    subscribers: {
      async of(tenant) {
        await reach("subscribers", tenant.application);
        const subscribers = webhooks.get(tenantKey(tenant));
        return subscribers && { revision: 1, subscribers };
      },
    },
    eventTypes: anyEventTypes,
    events: {
      ...events,
      async putIfAbsent(event) {
        await reach("put", event.application);
        return events.putIfAbsent(event);
      },
    },
    slices: { sendAll: () => Promise.reject(new Error("nothing is sent in slices here")) },
    messages: {
      async sendAll(event, messages) {
        await reach("send", messages[0]?.application ?? "");
        sentEvents.push(event);
        sent.push(...messages);
      },
    },
    rejected: {
      async put(text, rejection) {
        await reach("reject", rejection.reason);
        rejected.push([text, rejection]);
      },
    },
    async keepRejected(toKeep) {
      calls.push(`keep ${toKeep.rejection.reason}`);
      kept.push(toKeep);
      return "kept";
    },
    report: {
      accepted: (event, webhookCount) => reported.push(["accepted", event.id, webhookCount]),
      unchecked: (unchecked) => reported.push(["unchecked", unchecked]),
      rejected: ({ reason }, keeping, event) => reported.push(["rejected", reason, keeping, event]),
    },
    ...more,
  });
  return { fanOutOne, webhooks, stored, sent, sentEvents, rejected, kept, reported, calls, faults };
}

describe("fan-out of an entry", () => {
  test("sends one message to each webhook that wants the event, also to one that is paused", async () => {
    const { fanOutOne, sent, sentEvents, stored, reported } = setUp({
      "acme#production": [
        subscriber(1),
        subscriber(2, { events: ["CARD_STATUS_CHANGE"] }),
        subscriber(3, { events: ["*"] }),
        subscriber(4, { status: "disabled" }),
        subscriber(5, { status: "gone" }),
      ],
    });
    const text = entry({ application: "acme", payload: { amount: 5 } });
    await expect(fanOutOne(text, ACCEPTED_AT_MS)).resolves.toBe("ack");
    const eventId = eventIdOf(acme, "bus", "7bf73129-1428-4cd3-a780-95db273d1602");
    const message = (digit: number): FirstMessage => ({
      ...acme,
      deliveryId: deliveryIdOf({ eventId, webhookId: wh(digit) }),
      webhookVersion: digit,
    });
    expect(sent).toEqual([message(1), message(3), message(4)]);
    expect([...stored.events.values()]).toEqual([
      {
        ...acme,
        id: eventId,
        type: "TRANSACTION",
        acceptedAtMs: ACCEPTED_AT_MS,
        payload: '{"amount":5}',
        payloadHash: createHash("sha256").update('{"amount":5}').digest("base64url"),
        webhookIds: [wh(1), wh(3), wh(4)],
      } satisfies AcceptedEvent,
    ]);
    expect(sentEvents).toEqual([...stored.events.values()]);
    expect(reported).toEqual([["accepted", eventId, 3]]);
  });

  test("chooses, of any webhooks, exactly those that want it", async () => {
    const subscribers = fc.uniqueArray(
      fc.record({
        id: webhookIdArbitrary,
        version: fc.nat(),
        events: fc.subarray(["TRANSACTION", "CARD_STATUS_CHANGE", "*"]),
        status: fc.constantFrom("enabled" as const, "disabled" as const, "gone" as const),
      }),
      { selector: ({ id }) => id, maxLength: 10 },
    );
    await forAllAsync(subscribers, async (all) => {
      const { fanOutOne, sent } = setUp({ "acme#production": all });
      await fanOutOne(entry({ application: "acme", payload: {} }), ACCEPTED_AT_MS);
      expect(sent.map(({ deliveryId }) => `wh_${deliveryId.slice(-22)}`)).toEqual(
        all.filter((one) => wantsType(one, "TRANSACTION")).map(({ id }) => id),
      );
    });
  });

  test("passes on how many deliveries brought an event of the API about", async () => {
    const { fanOutOne, stored, sentEvents } = setUp();
    const detail = { application: "acme", id: "p-1", hops: 3, payload: {} };
    const text = entry(detail).replace("com.acme.cards", "ringback.api");
    await expect(fanOutOne(text, ACCEPTED_AT_MS)).resolves.toBe("ack");
    expect([...stored.events.values()]).toEqual([expect.objectContaining({ hops: 3 })]);
    expect(sentEvents).toEqual([...stored.events.values()]);
  });

  test("passes on the trace of the producer where traces are carried", async () => {
    const text = entry({ application: "acme", payload: {} });
    const header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const traceparent = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
    const { fanOutOne, stored, sentEvents } = setUp(undefined, { carriesTraces: true });
    await expect(fanOutOne(text, ACCEPTED_AT_MS, header)).resolves.toBe("ack");
    expect([...stored.events.values()]).toEqual([expect.objectContaining({ traceparent })]);
    expect(sentEvents).toEqual([...stored.events.values()]);
    const without = setUp();
    await without.fanOutOne(text, ACCEPTED_AT_MS, header);
    expect([...without.stored.events.values()]).toHaveLength(1);
    expect([...without.stored.events.values()][0]).not.toHaveProperty("traceparent");
  });

  test("of an event that is published again keeps the trace of the first time", async () => {
    const text = entry({ application: "acme", id: "order-1", payload: {} });
    const { fanOutOne, sentEvents } = setUp(undefined, { carriesTraces: true });
    for (const parent of ["53995c3f42cd8ad8", "1111111111111111"]) {
      const header = `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=${parent};Sampled=1`;
      await fanOutOne(text, ACCEPTED_AT_MS, header);
    }
    const traceparent = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
    expect(sentEvents).toEqual([
      expect.objectContaining({ traceparent }),
      expect.objectContaining({ traceparent }),
    ]);
  });

  test("puts the event before it sends a message", async () => {
    const { fanOutOne, calls } = setUp();
    await fanOutOne(entry({ application: "acme", payload: {} }), ACCEPTED_AT_MS);
    expect(calls).toEqual(["subscribers acme", "put acme", "send acme"]);
  });

  test("keeps an event that nobody wants, so that its id is known", async () => {
    const { fanOutOne, stored, sent, rejected } = setUp({ "acme#production": [] });
    const text = entry({ application: "acme", id: "order-1", payload: {} });
    await expect(fanOutOne(text, ACCEPTED_AT_MS)).resolves.toBe("ack");
    expect([...stored.events.values()]).toMatchObject([{ producerId: "order-1", webhookIds: [] }]);
    expect([sent, rejected]).toEqual([[], []]);
  });

  test("makes one event of each application that is addressed", async () => {
    const { fanOutOne, sent, stored } = setUp({
      "acme#sandbox": [subscriber(1)],
      "bank#sandbox": [subscriber(2)],
      "bank#production": [subscriber(3)],
    });
    const detail = { applications: ["acme", "bank"], environment: "sandbox", payload: {} };
    await fanOutOne(entry(detail), ACCEPTED_AT_MS);
    expect(sent).toMatchObject([
      { application: "acme", environment: "sandbox", webhookVersion: 1 },
      { application: "bank", environment: "sandbox", webhookVersion: 2 },
    ]);
    expect(stored.events.size).toBe(2);
  });
});

describe("fan-out of an event that came before", () => {
  const text = entry({ application: "acme", id: "order-1", payload: { a: 1 } });

  test("chooses the webhooks of the first time, whatever they are now, and sends what was kept", async () => {
    const { fanOutOne, webhooks, sent, sentEvents } = setUp({
      "acme#production": [subscriber(1), subscriber(2)],
    });
    await fanOutOne(text, ACCEPTED_AT_MS);
    const first = sent.splice(0);
    webhooks.set("acme#production", [
      subscriber(2, { version: 9, events: ["OTHER"] }),
      subscriber(3),
    ]);
    await expect(fanOutOne(text, ACCEPTED_AT_MS + 60_000)).resolves.toBe("ack");
    expect(sent.map(({ deliveryId }) => deliveryId)).toEqual(
      first.map(({ deliveryId }) => deliveryId),
    );
    // The version that is known now; 0 of one that was deleted.
    expect(sent.map(({ webhookVersion }) => webhookVersion)).toEqual([0, 9]);
    expect(sentEvents).toMatchObject([
      { acceptedAtMs: ACCEPTED_AT_MS },
      { acceptedAtMs: ACCEPTED_AT_MS },
    ]);
  });

  test("takes the same payload with other white space for the same event", async () => {
    const { fanOutOne, sent, rejected } = setUp();
    await fanOutOne(text, ACCEPTED_AT_MS);
    await fanOutOne(text.replace('{"a":1}', '{ "a" : 1 }'), ACCEPTED_AT_MS);
    expect(sent).toHaveLength(2);
    expect(rejected).toEqual([]);
  });

  test.each([
    ["another payload", entry({ application: "acme", id: "order-1", payload: { a: 2 } })],
    ["the same number written otherwise", text.replace('{"a":1}', '{"a":1.0}')],
    ["another type", entry({ application: "acme", id: "order-1", payload: { a: 1 } }, "OTHER")],
  ])("rejects %s under its id as id_reused and sends nothing", async (_, other) => {
    const { fanOutOne, sent, rejected, reported } = setUp({
      "acme#production": [subscriber(1, { events: ["*"] })],
    });
    await fanOutOne(text, ACCEPTED_AT_MS);
    sent.splice(0);
    await expect(fanOutOne(other, ACCEPTED_AT_MS)).resolves.toBe("ack");
    expect(sent).toEqual([]);
    expect(rejected).toMatchObject([
      [other, { reason: "id_reused", errors: [{ field: "detail.id" }] }],
    ]);
    const event = expect.objectContaining({ tenant: acme }) as unknown;
    expect(reported.at(-1)).toEqual(["rejected", "id_reused", "kept", event]);
  });

  test("lets the same id name another event in another application and environment", async () => {
    const { fanOutOne, stored, rejected } = setUp({
      "acme#production": [],
      "acme#sandbox": [],
      "bank#production": [],
    });
    await fanOutOne(text, ACCEPTED_AT_MS);
    await fanOutOne(
      entry({ application: "acme", environment: "sandbox", id: "order-1", payload: { a: 2 } }),
      ACCEPTED_AT_MS,
    );
    await fanOutOne(
      entry({ application: "bank", id: "order-1", payload: { a: 3 } }),
      ACCEPTED_AT_MS,
    );
    expect(stored.events.size).toBe(3);
    expect(rejected).toEqual([]);
  });
});

describe("fan-out of an entry that cannot become an event", () => {
  test.each([
    ["not_json", "{"],
    ["malformed", entry({ application: "acme", payload: [] })],
    ["too_large", entry({ application: "acme", payload: { a: "x".repeat(262_144) } })],
  ])("is kept for reading, then rejected as %s, whole, with its reason", async (reason, text) => {
    const { fanOutOne, rejected, kept, reported, calls } = setUp();
    await expect(fanOutOne(text, ACCEPTED_AT_MS)).resolves.toBe("ack");
    expect(rejected).toEqual([[text, { reason, errors: [expect.anything()] }]]);
    expect(reported).toEqual([["rejected", reason, "kept", undefined]]);
    expect(kept).toEqual([
      {
        entryText: text,
        rejection: { reason, errors: [expect.anything()] },
        receivedAtMs: ACCEPTED_AT_MS,
      },
    ]);
    expect(calls).toEqual([`keep ${reason}`, `reject ${reason}`]);
  });

  test("rejects one for an application that does not exist in that environment", async () => {
    const { fanOutOne, rejected, stored } = setUp();
    const text = entry({ application: "acme", environment: "sandbox", payload: {} });
    await expect(fanOutOne(text, ACCEPTED_AT_MS)).resolves.toBe("ack");
    expect(rejected).toEqual([
      [
        text,
        {
          reason: "unknown_application",
          errors: [{ field: "detail.application", message: "no such application (acme)" }],
        },
      ],
    ]);
    expect(stored.events.size).toBe(0);
  });

  test("delivers to the applications that exist and rejects for each that does not", async () => {
    const { fanOutOne, rejected, kept, sent } = setUp();
    const text = entry({ applications: ["none", "acme", "nobody"], payload: {} });
    await expect(fanOutOne(text, ACCEPTED_AT_MS)).resolves.toBe("ack");
    expect(sent).toMatchObject([{ application: "acme" }]);
    expect(rejected.map(([, { errors }]) => errors[0]?.message)).toEqual([
      "no such application (none)",
      "no such application (nobody)",
    ]);
    expect(kept.map(({ addressee }) => addressee?.application)).toEqual(["none", "nobody"]);
  });
});

describe("fan-out while something is broken", () => {
  test.each([
    ["the list of webhooks", "subscribers"],
    ["the event", "put"],
    ["the messages", "send"],
  ])("throws when %s cannot be reached, so that the entry comes back", async (_, fault) => {
    const { fanOutOne, faults, reported, sent } = setUp();
    const text = entry({ application: "acme", id: "order-1", payload: {} });
    faults.add(fault);
    await expect(fanOutOne(text, ACCEPTED_AT_MS)).rejects.toThrow(`${fault} is broken`);
    expect(reported).toEqual([]);
    faults.clear();
    await expect(fanOutOne(text, ACCEPTED_AT_MS)).resolves.toBe("ack");
    expect(sent).toHaveLength(1);
  });

  test("throws when a rejection cannot be put, and counts none", async () => {
    const { fanOutOne, faults, reported } = setUp({});
    faults.add("reject");
    await expect(fanOutOne("{", ACCEPTED_AT_MS)).rejects.toThrow("reject is broken");
    expect(reported).toEqual([]);
  });

  test("throws when one of several applications fails, and what the others got is recognised later", async () => {
    const { fanOutOne, faults, sent, stored, rejected } = setUp({
      "acme#production": [subscriber(1)],
      "bank#production": [subscriber(2)],
    });
    const text = entry({ applications: ["acme", "bank", "none"], payload: {} });
    faults.add("put bank");
    await expect(fanOutOne(text, ACCEPTED_AT_MS)).rejects.toThrow("put is broken");
    expect(rejected).toEqual([]);
    faults.clear();
    await fanOutOne(text, ACCEPTED_AT_MS);
    expect(stored.events.size).toBe(2);
    const ids = new Set(sent.map(({ deliveryId }) => deliveryId));
    expect(ids.size).toBe(2);
    expect(rejected).toHaveLength(1);
  });
});
