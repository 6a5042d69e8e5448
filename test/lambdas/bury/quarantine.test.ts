import { expect, it } from "vitest";

import { makeQuarantine } from "../../../lambdas/bury/quarantine.ts";
import type { OutgoingMessage } from "../../../lambdas/shared/sqs/sqs-queue.ts";

it("puts an unreadable message into the dropped queue as it came, then acks it", async () => {
  const sent: OutgoingMessage[] = [];
  const quarantine = makeQuarantine(
    async (message) => {
      sent.push(message);
      return "id";
    },
    () => Date.parse("2026-01-31T12:00:00.000Z"),
  );
  expect(await quarantine("not one of ours", "m-1")).toBe("ack");
  expect(sent.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    {
      reason: "unprocessable",
      message_id: "m-1",
      dropped_at: "2026-01-31T12:00:00.000Z",
      body: "not one of ours",
    },
  ]);
});

it("cuts what would not fit a message, however it is escaped", async () => {
  const sent: OutgoingMessage[] = [];
  const send = async (message: OutgoingMessage) => {
    sent.push(message);
    return "id";
  };
  await makeQuarantine(send, () => 0)("\u0001".repeat(1_000_000), "m-1");
  expect(Buffer.byteLength(sent[0]?.body ?? "")).toBeLessThan(1_048_576);
});

it("throws when the queue does not take it, so that the message comes back", async () => {
  const send = () => Promise.reject(new Error("throttled"));
  await expect(makeQuarantine(send, () => 0)("x", "m-1")).rejects.toThrow("throttled");
});
