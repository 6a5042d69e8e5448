import { randomBytes, randomUUID } from "node:crypto";

import { beforeAll, describe, expect, test } from "vitest";

import type { AcceptedEvents } from "../../lambdas/fan-out/fan-out-one.ts";
import type { AcceptedEvent } from "../../lambdas/shared/domain/accepted-event.ts";
import { base62, webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import type { CarriedEvents } from "../../lambdas/shared/waiting/delivery-ports.ts";

/** The events as fan-out writes them and others read them. */
export type EventStores = AcceptedEvents & CarriedEvents;

/** What every store of events does: F1, and its readers. Each test has events of its own. */
export function acceptedEventsContract(open: () => Promise<EventStores>): void {
  let stores: EventStores;

  beforeAll(async () => {
    stores = await open();
  });

  describe("an event", () => {
    test("is put once: what comes later under its id finds the first", async () => {
      const event = newEvent();
      const later: AcceptedEvent = { ...event, payload: '{"other":1}', webhookIds: [] };
      expect(await stores.putIfAbsent(event)).toEqual(event);
      expect(await stores.putIfAbsent(later)).toEqual(event);
      expect(await stores.putIfAbsent(event)).toEqual(event);
    });

    test("is put once even when it comes twice at the same time", async () => {
      const event = newEvent();
      const twins = [event, { ...event, webhookIds: [] }];
      const [one, other] = await Promise.all(twins.map((twin) => stores.putIfAbsent(twin)));
      expect(one).toEqual(other);
    });

    test.each([
      ["small", '{"userId":"7"}'],
      ["large", JSON.stringify({ text: "long ".repeat(60_000) })],
      ["with numbers that JavaScript would change", '{"amount":5.00,"id":12345678901234567890}'],
    ])("is read back whole: %s", async (_name, payload) => {
      const event = { ...newEvent(), payload };
      await stores.putIfAbsent(event);
      const { type, acceptedAtMs, webhookIds, application, environment } = event;
      expect(await stores.read(event.id)).toMatchObject({ type, acceptedAtMs, payload });
      expect(await stores.find(event.id)).toMatchObject({
        type,
        acceptedAtMs,
        webhookIds,
        application,
        environment,
      });
    });

    test("that never came is not there", async () => {
      const { id } = newEvent();
      expect(await stores.read(id)).toBeUndefined();
      expect(await stores.find(id)).toBeUndefined();
    });
  });

  test("many at once have each their own result", async () => {
    const known = newEvent();
    await stores.putIfAbsent(known);
    const events = Array.from({ length: 30 }, (_, index) =>
      index % 10 === 0 ? { ...known, payload: "{}" } : newEvent(),
    );
    const stored = await Promise.all(events.map((event) => stores.putIfAbsent(event)));
    expect(stored).toEqual(events.map((event) => (event.id === known.id ? known : event)));
  });
}

function newEvent(): AcceptedEvent {
  return {
    id: `evt_${base62(randomBytes(16))}`,
    application: "acme",
    environment: "sandbox",
    type: "CARD_STATUS_CHANGE",
    acceptedAtMs: 1_800_000_000_000,
    payload: '{"userId":"7"}',
    payloadHash: "hash",
    publication: randomUUID(),
    webhookIds: [webhookIdFrom(randomBytes(16)), webhookIdFrom(randomBytes(16))],
  };
}
