import { expect, test } from "vitest";

import { makeFanOutOne } from "../../../lambdas/fan-out/fan-out-one.ts";
import { anyEventTypes } from "../../support/fakes/any-event-types.ts";
import { eventsThrough, MemoryEvents } from "../../support/fakes/memory-events.ts";

const DAY_MS = 86_400_000;
const ENTRY = JSON.stringify({
  id: "1",
  "detail-type": "TRANSACTION",
  detail: { application: "acme", id: "order-1", payload: {} },
});

test("an event that comes again has its messages again, until all of it must have ended", async () => {
  let sent = 0;
  const fanOutOne = makeFanOutOne({
    listeners: {
      of: async () => ({
        revision: 1,
        listeners: [{ id: "wh_1", version: 1, events: ["*"], status: "enabled" }],
      }),
    },
    eventTypes: anyEventTypes,
    events: eventsThrough(new MemoryEvents(), async (_, effect) => effect()),
    messages: {
      async sendAll(_, messages) {
        sent += messages.length;
      },
    },
    rejected: { put: () => Promise.reject(new Error("nothing is rejected here")) },
    keepRejected: async () => "kept",
    report: { accepted: () => undefined, unchecked: () => undefined, rejected: () => undefined },
  });
  await fanOutOne(ENTRY, 0);
  await fanOutOne(ENTRY, 28 * DAY_MS);
  expect(sent).toBe(2);
  // Records that would say that it was delivered may be gone by now, though the event is still there.
  await fanOutOne(ENTRY, 28 * DAY_MS + 1);
  expect(sent).toBe(2);
});
