import { setImmediate } from "node:timers/promises";

import { describe, expect, test } from "vitest";

import type { Subscriber } from "../../../lambdas/fan-out/choose-webhooks.ts";
import { makeFanOutOne, type KnownEventType } from "../../../lambdas/fan-out/fan-out-one.ts";
import type { FirstMessage } from "../../../lambdas/fan-out/first-messages.ts";
import type { KeepRejected } from "../../../lambdas/fan-out/keep-rejected.ts";
import type { RejectedEvent } from "../../../lambdas/fan-out/reject-entry.ts";
import type { Unchecked } from "../../../lambdas/fan-out/report.ts";
import { callbackWebhookIdOf } from "../../../lambdas/shared/domain/callback-webhook.ts";
import { compileFilter } from "../../../lambdas/shared/domain/event-filter.ts";
import { deliveryIdOf, eventIdOf } from "../../../lambdas/shared/domain/identifiers.ts";
import type { Rejection } from "../../../lambdas/shared/domain/rejection.ts";
import { eventsThrough, MemoryEvents } from "../../support/fakes/memory-events.ts";

const acme = { application: "acme", environment: "production" } as const;
const SECRET = "hunter2";

/** Takes payloads that have a numeric `total`. */
const order: KnownEventType = {
  check: (payload) =>
    typeof (payload as { total?: unknown }).total === "number"
      ? []
      : [{ path: "total", message: "expected a number, got a string" }],
  attributes: { mandatory: [], selectable: ["total"], default: ["total"] },
};

function setUp(
  subscribers: readonly Subscriber[],
  types: Readonly<Record<string, KnownEventType>>,
  keepRejected: KeepRejected = async () => "kept",
) {
  const stored = new MemoryEvents();
  const known = new Map(Object.entries(types));
  const sent: FirstMessage[] = [];
  const rejected: Rejection[] = [];
  const rejectedEvents: (RejectedEvent | undefined)[] = [];
  const asked: (readonly [string, number])[] = [];
  const unchecked: Unchecked[] = [];
  const fanOutOne = makeFanOutOne({
    subscribers: {
      of: async ({ application }) =>
        application === "nobody" ? undefined : { revision: 7, subscribers },
    },
    eventTypes: {
      async find(_, name, revision) {
        asked.push([name, revision]);
        return known.get(name);
      },
    },
    events: eventsThrough(stored, async (_, effect) => effect()),
    slices: { sendAll: () => Promise.reject(new Error("nothing is sent in slices here")) },
    messages: {
      async sendAll(_, messages) {
        sent.push(...messages);
      },
    },
    rejected: {
      async put(_, rejection, event) {
        rejected.push(rejection);
        rejectedEvents.push(event);
      },
    },
    keepRejected,
    report: {
      accepted: () => undefined,
      unchecked: (fact) => unchecked.push(fact),
      rejected: () => undefined,
    },
  });
  return { fanOutOne, stored, known, sent, rejected, rejectedEvents, asked, unchecked };
}

function subscriber(fields: Partial<Subscriber> = {}): Subscriber {
  return { id: `wh_${"1".repeat(22)}`, version: 1, events: ["*"], status: "enabled", ...fields };
}

function entry(type: string, payload: object, fields: object = {}, source = "com.acme"): string {
  const detail = { application: "acme", id: "order-1", payload, ...fields };
  return JSON.stringify({ id: "1", source, "detail-type": type, detail });
}

describe("an event", () => {
  test("of a type that there is not is rejected", async () => {
    const { fanOutOne, sent, rejected, stored } = setUp([subscriber()], {});
    await expect(fanOutOne(entry("ORDER", {}), 0)).resolves.toBe("ack");
    expect(rejected).toEqual([
      {
        reason: "unknown_event_type",
        errors: [{ field: "detail-type", message: "no such event type: ORDER (acme)" }],
      },
    ]);
    expect([sent, stored.events.size]).toEqual([[], 0]);
  });

  test("that is rejected is named with its type, its id, and its application where there is one", async () => {
    const { fanOutOne, rejectedEvents } = setUp([subscriber()], { ORDER: order });
    const applications = ["acme", "nobody"];
    const text = entry("ORDER", { total: "x" }, { application: undefined, applications });
    await fanOutOne(text, 0);
    await fanOutOne("{", 0);
    const nobody = { application: "nobody", environment: "production" } as const;
    expect(rejectedEvents).toEqual([
      { type: "ORDER", id: eventIdOf(acme, "producer", "order-1"), tenant: acme },
      { type: "ORDER", id: eventIdOf(nobody, "producer", "order-1") },
      undefined,
    ]);
  });

  test("for fifty applications is rejected for ten at a time: a second for each would hold up its batch", async () => {
    let atOnce = 0;
    const most: number[] = [];
    const { fanOutOne, rejected } = setUp([], {}, async () => {
      atOnce += 1;
      most.push(atOnce);
      await setImmediate();
      atOnce -= 1;
      return "kept";
    });
    const applications = Array.from({ length: 50 }, (_, index) => `app-${index}`);
    await fanOutOne(entry("ORDER", {}, { application: undefined, applications }), 0);
    expect([rejected.length, Math.max(...most)]).toEqual([50, 10]);
  });

  test("about Ringback itself ends quietly where its application was deleted", async () => {
    const { fanOutOne, rejected, stored } = setUp([subscriber()], { "webhook.gone": order });
    const text = entry("webhook.gone", {}, { application: "nobody" }, "ringback.operations");
    await expect(fanOutOne(text, 0)).resolves.toBe("ack");
    expect([rejected, stored.events.size]).toEqual([[], 0]);
  });

  test("is judged by the type as it was at the tenant's revision", async () => {
    const { fanOutOne, asked } = setUp([], { ORDER: order });
    await fanOutOne(entry("ORDER", { total: 1 }), 0);
    expect(asked).toEqual([["ORDER", 7]]);
  });

  test("that does not fit its type is rejected with the places, without their values", async () => {
    const { fanOutOne, sent, rejected } = setUp([subscriber()], { ORDER: order });
    await fanOutOne(entry("ORDER", { total: SECRET }), 0);
    expect(rejected).toEqual([
      {
        reason: "invalid_payload",
        errors: [
          { field: "detail.payload.total", message: "expected a number, got a string (acme)" },
        ],
      },
    ]);
    expect(JSON.stringify(rejected)).not.toContain(SECRET);
    expect(sent).toEqual([]);
  });

  test("that is wrong as a whole is told so", async () => {
    const check = () => [{ path: "", message: "expected less" }];
    const { fanOutOne, rejected } = setUp([], { ORDER: { check } });
    await fanOutOne(entry("ORDER", {}), 0);
    expect(rejected[0]?.errors[0]?.field).toBe("detail.payload");
  });

  test("goes only to the webhooks whose filter it passes", async () => {
    const filter = compileFilter({ total: [{ numeric: [">", 10] }] });
    const { fanOutOne, sent } = setUp([subscriber({ filter })], { ORDER: order });
    await fanOutOne(entry("ORDER", { total: 5 }, { id: "small" }), 0);
    expect(sent).toEqual([]);
    await fanOutOne(entry("ORDER", { total: 50 }, { id: "large" }), 0);
    expect(sent).toHaveLength(1);
  });

  test("whose checks would take too many steps passes, and it is told which were left out", async () => {
    const known = { ORDER: { check: () => "unchecked" as const } };
    const filter = compileFilter({ a: [{ prefix: "y" }] });
    const costly = subscriber({ id: `wh_${"2".repeat(22)}`, filter });
    const { fanOutOne, sent, rejected, unchecked } = setUp([subscriber(), costly], known);
    await fanOutOne(entry("ORDER", { a: Array.from({ length: 2_000_000 }, () => "x") }), 0);
    expect(rejected).toMatchObject([{ reason: "too_large" }]);
    await fanOutOne(entry("ORDER", { a: "x" }), 0);
    expect(sent).toHaveLength(1);
    expect(unchecked).toEqual([
      {
        ...acme,
        eventId: eventIdOf(acme, "producer", "order-1"),
        eventType: "ORDER",
        schema: true,
        webhookIds: [],
      },
    ]);
  });

  test("for many applications gives each a part of the steps, and at least what small payloads need", async () => {
    const given: number[] = [];
    const check: KnownEventType["check"] = (_, budget) => {
      given.push(budget.left);
      budget.left = -1;
      return "unchecked";
    };
    const { fanOutOne, unchecked } = setUp([], { ORDER: { check } });
    const applications = Array.from({ length: 50 }, (_, index) => `app-${index}`);
    await fanOutOne(entry("ORDER", {}, { application: undefined, applications }), 0);
    expect(unchecked.map(({ application }) => application)).toEqual(applications);
    expect(Math.min(...given)).toBe(500_000);
    expect(given.reduce((sum, steps) => sum + steps, 0)).toBe(25_000_000);
    given.length = 0;
    await fanOutOne(entry("ORDER", {}), 0);
    expect(given).toEqual([14_000_000]);
  });

  test("takes the attributes of its type along", async () => {
    const { fanOutOne, stored } = setUp([], { ORDER: order });
    await fanOutOne(entry("ORDER", { total: 5 }), 0);
    expect([...stored.events.values()]).toMatchObject([{ attributes: order.attributes }]);
  });

  test("that was accepted stays accepted, though its type is gone when fan-out comes again", async () => {
    const { fanOutOne, known, sent, rejected } = setUp([subscriber()], { ORDER: order });
    const text = entry("ORDER", { total: 5 });
    await fanOutOne(text, 0);
    known.delete("ORDER");
    await fanOutOne(text, 0);
    expect([sent.length, rejected]).toEqual([2, []]);
    // Another payload under its id is another event, and is not accepted.
    await fanOutOne(entry("ORDER", { total: 6 }), 0);
    expect([sent.length, rejected.map(({ reason }) => reason)]).toEqual([
      2,
      ["unknown_event_type"],
    ]);
  });
});

describe("the callback of a notification", () => {
  const url = "https://bank.example.com:8443/callbacks/7?x=1";
  const uuid = "03f67f9e-ec4f-41e6-b006-92361f002671";
  const hidden = subscriber({
    id: callbackWebhookIdOf(acme, "https://bank.example.com:8443"),
    events: [],
  });
  const types = { NOTIFICATION_CALLBACK: { check: () => [] } };
  const callback = (fields: object = {}, source = "ringback.notifications") =>
    entry("NOTIFICATION_CALLBACK", { status: "UPDATED" }, { id: uuid, ...fields }, source);

  test("goes to the hidden webhook of its URL's origin, and to no other", async () => {
    const { fanOutOne, sent, stored } = setUp([subscriber(), hidden], types);
    await fanOutOne(callback({ callback_url: url }), 0);
    const eventId = eventIdOf(acme, "notification", uuid);
    expect(sent).toEqual([
      { ...acme, deliveryId: deliveryIdOf({ eventId, webhookId: hidden.id }), webhookVersion: 1 },
    ]);
    expect([...stored.events.values()]).toMatchObject([{ id: eventId, callbackUrl: url }]);
  });

  test("told again is the same event", async () => {
    const { fanOutOne, sent, stored } = setUp([hidden], types);
    await fanOutOne(callback({ callback_url: url }), 0);
    await fanOutOne(callback({ callback_url: url }), 5);
    expect([stored.events.size, new Set(sent.map(({ deliveryId }) => deliveryId)).size]).toEqual([
      1, 1,
    ]);
  });

  test("to an origin that nothing carries callbacks to is rejected", async () => {
    const { fanOutOne, rejected } = setUp([hidden], types);
    await fanOutOne(callback({ callback_url: "https://elsewhere.example.com/" }), 0);
    expect(rejected).toMatchObject([
      { reason: "unknown_callback", errors: [{ field: "detail.callback_url" }] },
    ]);
  });

  test("cannot be told by a producer", async () => {
    const { fanOutOne, rejected, sent } = setUp([hidden], types);
    await fanOutOne(callback({ callback_url: url }, "com.acme"), 0);
    expect(rejected).toMatchObject([
      { reason: "malformed", errors: [{ field: "detail.callback_url" }] },
    ]);
    // An event of this type from a producer goes to those who want it, by its own id.
    await fanOutOne(callback({}, "com.acme"), 0);
    expect(sent).toEqual([]);
  });

  test.each([[{}], [{ callback_url: 7 }], [{ callback_url: "not a URL" }]])(
    "without a URL is malformed: %j",
    async (fields) => {
      const { fanOutOne, rejected } = setUp([hidden], types);
      await fanOutOne(callback(fields), 0);
      expect(rejected).toMatchObject([
        { reason: "malformed", errors: [{ field: "detail.callback_url" }] },
      ]);
    },
  );
});
