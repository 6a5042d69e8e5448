import { describe, expect, test } from "vitest";

import { makeFanOutSlice } from "../../../lambdas/fan-out/fan-out-slice.ts";
import {
  makeEventSlices,
  type FirstMessage,
  makeSendFirst,
} from "../../../lambdas/fan-out/first-messages.ts";
import type { AcceptedEvent } from "../../../lambdas/shared/domain/accepted-event.ts";
import { deliveryIdOf } from "../../../lambdas/shared/domain/identifiers.ts";
import type { OutgoingMessage } from "../../../lambdas/shared/sqs/sqs-queue.ts";

const DAY_MS = 86_400_000;
const acme = { application: "acme", environment: "production" } as const;
const wh = (number: number) => `wh_${String(number).padStart(22, "0")}`;

/** An event to so many webhooks. */
function eventTo(count: number): AcceptedEvent {
  const webhookIds = Array.from({ length: count }, (_, number) => wh(number));
  const id = `evt_${"1".repeat(22)}`;
  return { ...acme, id, type: "T", acceptedAtMs: 0, payload: "{}", payloadHash: "h", webhookIds };
}

function setUp(event: AcceptedEvent) {
  const state = {
    nowMs: 0,
    isBroken: false,
    stored: event as AcceptedEvent | undefined,
    version: 3,
  };
  const sent: FirstMessage[] = [];
  const queued: OutgoingMessage[] = [];
  const messages = {
    async sendAll(_: unknown, all: readonly FirstMessage[]) {
      if (state.isBroken) throw new Error("the queue is down");
      sent.push(...all);
    },
  };
  const slices = makeEventSlices(async (message) => {
    if (state.isBroken) throw new Error("the queue is down");
    queued.push(message);
    return "id";
  });
  const subscribers = () =>
    event.webhookIds.map((id) => ({
      id,
      version: state.version,
      events: ["*"],
      status: "enabled" as const,
    }));
  const sendFirst = makeSendFirst({ messages, slices });
  const fanOutSlice = makeFanOutSlice({
    events: { find: async () => state.stored },
    subscribers: {
      of: async () => (state.version < 0 ? undefined : { revision: 1, subscribers: subscribers() }),
    },
    messages,
    now: () => state.nowMs,
  });
  return { state, sent, queued, sendFirst, fanOutSlice, subscribers };
}

/** The messages that a fan-out as a whole would send. */
function allOf(event: AcceptedEvent, webhookVersion: number): FirstMessage[] {
  return event.webhookIds.map((webhookId) => ({
    ...acme,
    deliveryId: deliveryIdOf({ eventId: event.id, webhookId }),
    webhookVersion,
  }));
}

describe("an event", () => {
  test.each([
    [0, 1, 0],
    [50, 1, 0],
    [51, 1, 2],
    [1000, 1, 20],
    [25, 2, 0],
    [26, 2, 1],
    [1, 60, 0],
    [2, 60, 1],
  ])("for %i webhooks, of %i in one entry, is sent in %i slices", async (count, atOnce, slices) => {
    const event = eventTo(count);
    const { sendFirst, sent, queued, subscribers } = setUp(event);
    await sendFirst(event, subscribers(), atOnce);
    expect(queued).toHaveLength(slices);
    expect(sent).toEqual(slices === 0 ? allOf(event, 3) : []);
  });

  test("whose slices were not all taken comes back", async () => {
    const event = eventTo(51);
    const { sendFirst, state } = setUp(event);
    state.isBroken = true;
    await expect(sendFirst(event, [], 1)).rejects.toThrow("the queue is down");
  });
});

describe("the slices of an event", () => {
  /** What a fan-out put on their queue. */
  async function sliced(count: number) {
    const event = eventTo(count);
    const bed = setUp(event);
    await bed.sendFirst(event, [], 1);
    return { ...bed, event, bodies: bed.queued.map(({ body }) => body) };
  }

  test("are in one group, the tenant's", async () => {
    const { queued } = await sliced(130);
    expect(queued.map(({ groupId }) => groupId)).toEqual(Array(3).fill("acme#production"));
  });

  test("send together what the event would have sent, by the versions of now", async () => {
    const { fanOutSlice, bodies, sent, event, state } = await sliced(130);
    state.version = 4;
    for (const body of bodies) await expect(fanOutSlice(body)).resolves.toBe("ack");
    expect(sent).toEqual(allOf(event, 4));
  });

  test("send the same again when they come again", async () => {
    const { fanOutSlice, bodies, sent } = await sliced(60);
    await fanOutSlice(bodies[1] ?? "");
    await fanOutSlice(bodies[1] ?? "");
    expect(sent.slice(10)).toEqual(sent.slice(0, 10));
  });

  test("are sent also where the tenant is gone: what is due is dropped visibly", async () => {
    const { fanOutSlice, bodies, sent, event, state } = await sliced(60);
    state.version = -1;
    for (const body of bodies) await fanOutSlice(body);
    expect(sent).toEqual(allOf(event, 0));
  });

  test("come back where the queue is down", async () => {
    const { fanOutSlice, bodies, state } = await sliced(60);
    state.isBroken = true;
    await expect(fanOutSlice(bodies[0] ?? "")).rejects.toThrow("the queue is down");
  });

  test("send nothing once all of the event must have ended, or it is gone", async () => {
    const { fanOutSlice, bodies, sent, state } = await sliced(60);
    state.nowMs = 28 * DAY_MS + 1;
    await expect(fanOutSlice(bodies[0] ?? "")).resolves.toBe("ack");
    state.nowMs = 0;
    state.stored = undefined;
    await expect(fanOutSlice(bodies[0] ?? "")).resolves.toBe("ack");
    expect(sent).toEqual([]);
  });

  test("come back where a later version wrote them", async () => {
    const { fanOutSlice } = await sliced(60);
    await expect(fanOutSlice('{"slice":{"version":2}}')).rejects.toThrow("cannot be read");
  });
});
