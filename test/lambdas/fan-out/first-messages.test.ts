import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { makeFirstMessages } from "../../../lambdas/fan-out/first-messages.ts";
import {
  parseDeliveryMessage,
  messageGroupOf,
} from "../../../lambdas/shared/domain/delivery-message.ts";
import { keyOf } from "../../../lambdas/shared/domain/identifiers.ts";
import type { Pool } from "../../../lambdas/shared/domain/pool.ts";
import type { Tenant } from "../../../lambdas/shared/domain/tenant.ts";
import type { OutgoingMessage } from "../../../lambdas/shared/sqs/sqs-queue.ts";
import { forAllAsync } from "../../support/for-all.ts";
import { jsonObjectArbitrary } from "../../support/json-text-arbitrary.ts";

const event = { type: "TRANSACTION", acceptedAtMs: 1_700_000_000_000, payload: '{"a":5.00}' };
const first = {
  application: "acme",
  environment: "production",
  deliveryId: "dlv_0000000000000000000001_0000000000000000000002",
  webhookVersion: 3,
} as const;
const second = { ...first, deliveryId: "dlv_0000000000000000000001_0000000000000000000003" };

/** Bytes of an event as it stands in a message. */
function sizeWith(payload: string): number {
  return Buffer.byteLength(JSON.stringify({ type: "T", acceptedAtMs: 1, payload }));
}

function setUp(failing = "none", poolOf: (webhookId: string) => Pool = () => "quick") {
  const sent: OutgoingMessage[] = [];
  const sentSlow: OutgoingMessage[] = [];
  const asked: Tenant[] = [];
  const sendTo = (queue: OutgoingMessage[]) => async (message: OutgoingMessage) => {
    if (message.groupId === failing) throw new Error("not taken");
    queue.push(message);
    return `message ${queue.length}`;
  };
  const messages = makeFirstMessages(
    { quick: sendTo(sent), trial: sendTo([]), slow: sendTo(sentSlow) },
    async (tenant) => {
      asked.push(tenant);
      return poolOf;
    },
  );
  return { messages, sent, sentSlow, asked };
}

describe("first messages", () => {
  test("go to the pool that serves their webhook, by what is known of the tenant", async () => {
    const { webhookId } = keyOf(second.deliveryId);
    const { messages, sent, sentSlow, asked } = setUp("none", (id) =>
      id === webhookId ? "slow" : "quick",
    );
    await messages.sendAll(event, [first, second]);
    const told = (queue: OutgoingMessage[]) =>
      queue.map(({ body }) => parseDeliveryMessage(body)?.deliveryId);
    expect([told(sent), told(sentSlow)]).toEqual([[first.deliveryId], [second.deliveryId]]);
    expect(asked).toEqual([first]);
  });

  test("carry dispatch 0, the webhook's version and the event, each in a group of its tenant, at once", async () => {
    const { messages, sent } = setUp();
    await messages.sendAll(event, [first, second]);
    expect(sent.map(({ groupId }) => groupId)).toEqual([
      messageGroupOf(first),
      messageGroupOf(second),
    ]);
    expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual([undefined, undefined]);
    expect(sent.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { ...first, dispatch: 0, event },
      { ...second, dispatch: 0, event },
    ]);
  });

  test("carry the count of deliveries that brought an event about, if any did", async () => {
    const { messages, sent } = setUp();
    await messages.sendAll({ ...event, hops: 2 }, [first]);
    expect(parseDeliveryMessage(sent[0]?.body ?? "")?.event).toEqual({ ...event, hops: 2 });
  });

  test("carry the trace of the producer, where it is known", async () => {
    const { messages, sent } = setUp();
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    await messages.sendAll({ ...event, traceparent }, [first]);
    expect(parseDeliveryMessage(sent[0]?.body ?? "")?.event).toEqual({ ...event, traceparent });
  });

  test("carry no more of an event than its type, time and payload", async () => {
    const { messages, sent } = setUp();
    const stored = { ...event, id: "evt_1", webhookIds: ["wh_1"], payloadHash: "h" };
    await messages.sendAll(stored, [first]);
    expect(parseDeliveryMessage(sent[0]?.body ?? "")?.event).toEqual(event);
  });

  test("are read by deliver as they were meant, whatever the payload", async () => {
    await forAllAsync(jsonObjectArbitrary, fc.string(), async (tokens, type) => {
      const { messages, sent } = setUp();
      const any = { ...event, type, payload: tokens.join("") };
      await messages.sendAll(any, [first]);
      expect(parseDeliveryMessage(sent[0]?.body ?? "")).toEqual({
        ...first,
        dispatch: 0,
        event: any,
      });
    });
  });

  test("leave an event of more than 32 KB where it is kept, so that ten always fit one request", async () => {
    const { messages, sent } = setUp();
    const fits = "é".repeat((32_768 - sizeWith("")) / 2);
    expect(sizeWith(`${fits}a`)).toBe(32_769);
    await messages.sendAll({ type: "T", acceptedAtMs: 1, payload: fits }, [first]);
    await messages.sendAll({ type: "T", acceptedAtMs: 1, payload: `${fits}a` }, [first]);
    const [small, large] = sent.map(({ body }) => parseDeliveryMessage(body));
    expect(small?.event?.payload).toBe(fits);
    expect(large).toEqual({ ...first, dispatch: 0 });
    expect(10 * Buffer.byteLength(sent[0]?.body ?? "")).toBeLessThan(1_048_576);
  });

  test("fail when SQS did not take one of them, so that the event comes back", async () => {
    const { messages } = setUp(messageGroupOf(second));
    await expect(messages.sendAll(event, [first, second])).rejects.toThrow("not taken");
  });

  test("of an event for nobody are none", async () => {
    const { messages, sent } = setUp();
    await messages.sendAll(event, []);
    expect(sent).toEqual([]);
  });
});
