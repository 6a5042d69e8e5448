import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { expect, test } from "vitest";

import { VirtualBus } from "../../../tools/virtual-aws/virtual-bus.ts";
import { VirtualQueues } from "../../../tools/virtual-aws/virtual-queues.ts";

test("the bus queues what it takes, each event under the id that its publisher is told", () => {
  const now = () => Date.UTC(2026, 0, 1);
  const queues = new VirtualQueues({ queues: { events: { visibilityTimeoutSeconds: 30 } }, now });
  const bus = new VirtualBus({
    queues,
    target: "events",
    now,
    refuses: ({ DetailType }) => DetailType === "refused",
  });
  const Entries = ["taken", "refused"].map((DetailType) => ({
    Source: "com.acme",
    DetailType,
    Detail: '{"id":"1"}',
  }));
  const answer = bus.answer(new PutEventsCommand({ Entries }));
  const [{ body } = { body: "{}" }, ...more] = queues.receive("events");
  expect(more).toEqual([]);
  const event = JSON.parse(body) as { id: string };
  expect(event).toMatchObject({
    source: "com.acme",
    "detail-type": "taken",
    detail: { id: "1" },
    time: "2026-01-01T00:00:00Z",
  });
  expect(answer).toEqual({
    FailedEntryCount: 1,
    Entries: [{ EventId: event.id }, { ErrorCode: "ThrottlingException" }],
  });
});
