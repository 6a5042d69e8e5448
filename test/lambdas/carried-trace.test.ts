import type { PutEventsCommand, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { afterEach, describe, expect, test, vi } from "vitest";

import { makeResend } from "../../lambdas/config-api/deliveries/resend.ts";
import { makeEventPublisher } from "../../lambdas/config-api/events/event-publisher.ts";
import { makeDeliverOne } from "../../lambdas/deliver/deliver-one.ts";
import { makeFanOutOne } from "../../lambdas/fan-out/fan-out-one.ts";
import { makeRenderBody } from "../../lambdas/shared/attempt/make-attempt.ts";
import type { ReadyWebhook } from "../../lambdas/shared/attempt/ready-webhooks.ts";
import type { AcceptedEvent } from "../../lambdas/shared/domain/accepted-event.ts";
import { parseDeliveryMessage } from "../../lambdas/shared/domain/delivery-message.ts";
import { deliveryIdOf, eventIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import type { Item } from "../../lambdas/shared/dynamodb/attributes.ts";
import { readEventItem, writeEventItem } from "../../lambdas/shared/dynamodb/dynamo-events.ts";
import { makeHttpSender } from "../../lambdas/shared/http/http-sender.ts";
import { standard } from "../../lambdas/shared/profiles/standard.ts";
import { makeRelease } from "../../lambdas/shared/waiting/release.ts";
import { anyEventTypes } from "../support/fakes/any-event-types.ts";
import { MemoryDeliveries, recordsThrough } from "../support/fakes/memory-deliveries.ts";
import { startReceiver } from "../support/receiver.ts";
import { firstMessagesThrough, servedQuickly } from "../support/served-quickly.ts";

const ACME = { application: "acme", environment: "production" } as const;
const WEBHOOK_ID = "wh_0000000000000000000001";
const EVENT_ID = eventIdOf(ACME, "producer", "order-1");
const KEY = { eventId: EVENT_ID, webhookId: WEBHOOK_ID };
const TRACEPARENT = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
const XRAY = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
const OWN_XRAY = "Root=1-aaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=aaaaaaaaaaaaaaaa;Sampled=1";
const direct = async <T>(_: string, effect: () => T) => effect();

interface Queued {
  readonly messageId: string;
  readonly body: string;
  receiveCount: number;
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllGlobals();
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Fan-out, deliver and what waits between them; the receiver and the way to it are real. */
async function makePipeline(carriesTraces: boolean) {
  const receiver = await startReceiver();
  cleanups.push(receiver.close);
  const clock = { nowMs: 1_700_000_000_000 };
  const now = () => clock.nowMs;
  const sender = makeHttpSender({ allowHttp: true, allowedCidrs: ["127.0.0.0/8"], now });
  cleanups.push(sender.close);
  const items = new Map<string, Item>();
  const deliveries = new MemoryDeliveries();
  const records = recordsThrough(deliveries, direct);
  const queue: Queued[] = [];
  let sent = 0;
  const enqueue = (body: string) => {
    sent += 1;
    queue.push({ messageId: `message-${sent}`, body, receiveCount: 0 });
    return `message-${sent}`;
  };
  const find = async (id: string): Promise<AcceptedEvent | undefined> => {
    const item = items.get(id);
    return item === undefined ? undefined : readEventItem(item);
  };
  const release = makeRelease({
    messages: { send: async (message) => enqueue(JSON.stringify(message)) },
    records,
    now,
  });
  const fanOutOne = makeFanOutOne({
    subscribers: {
      async of() {
        const subscriber = {
          id: WEBHOOK_ID,
          version: 1,
          events: ["*"],
          status: "enabled",
        } as const;
        return { revision: 1, subscribers: [subscriber] };
      },
    },
    eventTypes: anyEventTypes,
    events: {
      find,
      async putIfAbsent(event) {
        if (!items.has(event.id)) items.set(event.id, writeEventItem(event));
        return (await find(event.id)) ?? event;
      },
    },
    slices: { sendAll: () => Promise.reject(new Error("nothing is sent in slices here")) },
    messages: firstMessagesThrough(async ({ body }) => enqueue(body)),
    rejected: { put: async (_, { errors }) => expect(errors).toEqual([]) },
    keepRejected: async () => "kept",
    report: { accepted: () => undefined, unchecked: () => undefined, rejected: () => undefined },
    carriesTraces,
  });
  const webhook: ReadyWebhook = {
    status: "enabled",
    endpoint: receiver.url,
    // 10 s is a hold, 300 s a delay, 9,000 s a park.
    profile: {
      ...standard,
      retry: {
        kind: "exponential",
        attempts: 10,
        initialSeconds: 10,
        factor: 30,
        capSeconds: 9000,
        jitter: 0,
      },
    },
    ok: true,
    headers: [],
  };
  const deliverOne = makeDeliverOne({
    carriedCommits: { send: () => Promise.reject(new Error("every commit is written")) },
    records,
    events: { read: find },
    webhooks: { find: async () => webhook },
    renderBody: makeRenderBody(),
    sender,
    visibility: { change: async () => undefined },
    notices: { send: async () => undefined },
    ...servedQuickly(release),
    ensureLane: async () => undefined,
    report: {
      attempted: () => undefined,
      committed: () => undefined,
      deferred: () => undefined,
      carried: () => undefined,
    },
    constants: { holdMaxSeconds: 60, horizonSeconds: 900, renewFromReceive: 20 },
    longestAttemptSeconds: 30,
    carriesTraces,
    now,
    random: () => 0.5,
  });
  const resend = makeResend({
    records,
    deliveries: { event: find },
    lanes: { note: async () => undefined },
    release,
    now,
  });

  return {
    receiver,
    resend: () => resend(KEY),
    /**
     * An entry as the bus hands it over, with the trace header of the request that put it there.
     */
    accept: (entry: PutEventsRequestEntry, traceHeader?: string) =>
      fanOutOne(envelopeOf(entry), clock.nowMs, traceHeader),
    /** Delivers what is queued, once each. @returns how each ended */
    async deliver(afterSeconds = 0): Promise<string[]> {
      clock.nowMs += afterSeconds * 1000;
      const answers: string[] = [];
      for (const one of queue.splice(0)) {
        const message = parseDeliveryMessage(one.body);
        if (message === undefined) throw new Error("not a message");
        one.receiveCount += 1;
        const { messageId, receiveCount } = one;
        const answer = await deliverOne({ message, messageId, receiptHandle: "r", receiveCount });
        if (answer === "failed") queue.push(one);
        answers.push(answer);
      }
      return answers;
    },
    /** What the lane does once the delivery is due. */
    async wakeLane(): Promise<void> {
      const record = deliveries.records.get(deliveryIdOf(KEY));
      if (record?.status !== "parked") throw new Error("nothing is parked");
      await release({ ...record, nextAttemptAtMs: record.nextAttemptAtMs ?? clock.nowMs });
    },
  };
}

function envelopeOf(entry: PutEventsRequestEntry): string {
  return JSON.stringify({
    version: "0",
    id: "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": entry.DetailType,
    source: entry.Source,
    resources: entry.Resources ?? [],
    detail: JSON.parse(entry.Detail ?? ""),
  });
}

/** The entry that the config API puts on the bus for an event. */
async function entryOfApi(traceparent?: string): Promise<PutEventsRequestEntry> {
  const entries: PutEventsRequestEntry[] = [];
  const { publish } = makeEventPublisher({
    eventBridge: {
      async send(command: unknown) {
        entries.push(...((command as PutEventsCommand).input.Entries ?? []));
        return { FailedEntryCount: 0, Entries: [{ EventId: "1" }] };
      },
    } as never,
    busName: "ringback",
  });
  const event = { type: "ORDER", id: "order-1", payload: "{}" };
  await publish(ACME, [{ ...event, ...(traceparent !== undefined && { traceparent }) }]);
  const [entry] = entries;
  if (entry === undefined) throw new Error("nothing was put");
  return entry;
}

const ENTRY_OF_PRODUCER = {
  Source: "com.acme",
  DetailType: "ORDER",
  Detail: JSON.stringify({ ...ACME, id: "order-1", payload: {} }),
};

/** What Lambda tells a function of the trace of its invocation, in every way that it has. */
function beginInvocation(): void {
  vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "ringback-deliver");
  vi.stubEnv("_X_AMZN_TRACE_ID", OWN_XRAY);
  vi.stubGlobal("awslambda", {
    InvokeStore: {
      getXRayTraceId: () => OWN_XRAY,
      getTraceparent: () => `00-${"a".repeat(32)}-${"a".repeat(16)}-01`,
      getTracestate: () => "own=1",
      getBaggage: () => "own=1",
    },
  });
}

describe("the trace of a producer", () => {
  test.each([
    ["POST /events", () => entryOfApi(TRACEPARENT), OWN_XRAY],
    ["PutEvents", async () => ENTRY_OF_PRODUCER, XRAY],
  ])(
    "that published by %s goes with every attempt, through hold, delay, park and resend",
    async (_, makeEntry, traceHeader) => {
      beginInvocation();
      const pipeline = await makePipeline(true);
      const { receiver } = pipeline;
      receiver.answer("/", [503, 503, 503, 200]);
      await pipeline.accept(await makeEntry(), traceHeader);
      expect(await pipeline.deliver()).toEqual(["failed"]); // a hold
      expect(await pipeline.deliver(10)).toEqual(["ack"]); // a delay: the message that it made carries no event
      expect(await pipeline.deliver(300)).toEqual(["ack"]); // a park
      await pipeline.wakeLane();
      expect(await pipeline.deliver(9000)).toEqual(["ack"]); // delivered
      expect(await pipeline.resend()).toEqual({ result: "resent" });
      expect(await pipeline.deliver()).toEqual(["ack"]);
      expect(receiver.requests.map(({ headers }) => headers["traceparent"])).toEqual(
        Array(5).fill(TRACEPARENT),
      );
      expect(receiver.requests.map(({ headers }) => headers["ringback-attempt"])).toEqual([
        "1",
        "2",
        "3",
        "4",
        "5",
      ]);
      for (const { rawHeaders } of receiver.requests) {
        expect(rawHeaders.map(([name]) => name.toLowerCase())).not.toEqual(
          expect.arrayContaining([
            expect.stringMatching(/^(?:x-amzn-trace-id|tracestate|baggage)$/u),
          ]),
        );
      }
    },
  );

  test.each([
    ["nobody named", async () => entryOfApi(), OWN_XRAY],
    ["is malformed", async () => ENTRY_OF_PRODUCER, "Root=1-5759e988;Parent=x;Sampled=1"],
  ])("that %s is none, and never Ringback's own", async (_, makeEntry, traceHeader) => {
    beginInvocation();
    const pipeline = await makePipeline(true);
    await pipeline.accept(await makeEntry(), traceHeader);
    await pipeline.deliver();
    const names = pipeline.receiver.requests[0]?.rawHeaders.map(([name]) => name);
    expect(names?.join(" ")).toContain("ringback-delivery");
    expect(names?.join(" ")).not.toMatch(/trace|baggage/iu);
  });

  test("where traces are not carried stays behind, and the request is as it always was", async () => {
    beginInvocation();
    const rawHeadersOf = async (carriesTraces: boolean, traceHeader?: string) => {
      const pipeline = await makePipeline(carriesTraces);
      await pipeline.accept(ENTRY_OF_PRODUCER, traceHeader);
      await pipeline.deliver();
      return pipeline.receiver.requests[0]?.rawHeaders.filter(([name]) => name !== "host");
    };
    const before = await rawHeadersOf(false);
    expect(before?.map(([name]) => name)).toContain("ringback-hops");
    expect(await rawHeadersOf(false, XRAY)).toEqual(before);
    expect(await rawHeadersOf(true, XRAY)).toEqual([
      ...(before?.slice(0, -1) ?? []),
      ["traceparent", TRACEPARENT],
      ...(before?.slice(-1) ?? []),
    ]);
  });
});
