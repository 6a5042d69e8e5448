import { expect, test } from "vitest";

import { makeFanOutOne } from "../../../lambdas/fan-out/fan-out-one.ts";
import { anyEventTypes } from "../../support/fakes/any-event-types.ts";
import { eventsThrough, MemoryEvents } from "../../support/fakes/memory-events.ts";

const DAY_MS = 86_400_000;

/** An entry as the bus hands it over. */
function entry(busId: string, type = "TRANSACTION"): string {
  return JSON.stringify({
    id: busId,
    "detail-type": type,
    detail: { application: "acme", id: "order-1", payload: {} },
  });
}

function setUp() {
  const stored = new MemoryEvents();
  const state = { sent: 0, isBroken: false, isKnown: true };
  const fanOutOne = makeFanOutOne({
    subscribers: {
      of: async () => ({
        revision: 1,
        subscribers: [{ id: "wh_1", version: 1, events: ["*"], status: "enabled" }],
      }),
    },
    eventTypes: {
      find: async (...args) => (state.isKnown ? anyEventTypes.find(...args) : undefined),
    },
    events: eventsThrough(stored, async (_, effect) => effect()),
    slices: { sendAll: () => Promise.reject(new Error("nothing is sent in slices here")) },
    messages: {
      async sendAll(_, messages) {
        if (state.isBroken) throw new Error("the queue is down");
        state.sent += messages.length;
      },
    },
    rejected: { put: () => Promise.reject(new Error("nothing is rejected here")) },
    keepRejected: async () => "kept",
    report: { accepted: () => undefined, unchecked: () => undefined, rejected: () => undefined },
  });
  return { fanOutOne, stored, state };
}

test("an event whose publication comes again has its messages again, until all of it must have ended", async () => {
  const { fanOutOne, state } = setUp();
  await fanOutOne(entry("1"), 0);
  await fanOutOne(entry("1"), 28 * DAY_MS);
  expect(state.sent).toBe(2);
  // Records that would say that it was delivered may be gone by now, though the event is still
  // there.
  await fanOutOne(entry("1"), 28 * DAY_MS + 1);
  expect(state.sent).toBe(2);
});

test("an event that is published again is acked, and has no further messages", async () => {
  const { fanOutOne, stored, state } = setUp();
  await fanOutOne(entry("1"), 0);
  await expect(fanOutOne(entry("2"), 0)).resolves.toBe("ack");
  // Nor where its type is not known any more: what was accepted is not rejected.
  state.isKnown = false;
  await expect(fanOutOne(entry("2"), 0)).resolves.toBe("ack");
  expect(state.sent).toBe(1);
  expect([...stored.events.values()]).toMatchObject([{ publication: "1" }]);
});

test("what a publication could not send, it sends when it comes back, and no other does", async () => {
  const { fanOutOne, state } = setUp();
  state.isBroken = true;
  await expect(fanOutOne(entry("1"), 0)).rejects.toThrow("the queue is down");
  state.isBroken = false;
  await fanOutOne(entry("2"), 0);
  expect(state.sent).toBe(0);
  await fanOutOne(entry("1"), 0);
  expect(state.sent).toBe(1);
});

test("an event of before, of which nobody knows the publication, has its messages again", async () => {
  const { fanOutOne, stored, state } = setUp();
  await fanOutOne(entry("1"), 0);
  for (const [id, { publication: _, ...event }] of stored.events) stored.events.set(id, event);
  await fanOutOne(entry("2"), 0);
  expect(state.sent).toBe(2);
});
