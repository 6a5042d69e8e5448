import fc from "fast-check";
import { expect, test } from "vitest";

import { makeDeliverOne } from "../../../lambdas/deliver/deliver-one.ts";
import type { Subscriber } from "../../../lambdas/fan-out/choose-webhooks.ts";
import { makeDynamoEventTypes } from "../../../lambdas/fan-out/dynamo-event-types.ts";
import { makeFanOutOne } from "../../../lambdas/fan-out/fan-out-one.ts";
import { makeRejectedEntries } from "../../../lambdas/fan-out/reject-entry.ts";
import { makeRenderBody } from "../../../lambdas/shared/attempt/make-attempt.ts";
import type { ReadyWebhook } from "../../../lambdas/shared/attempt/ready-webhooks.ts";
import { makeBatchScope } from "../../../lambdas/shared/aws-client/batch-calls.ts";
import { BUILT_IN_EVENT_TYPES } from "../../../lambdas/shared/catalogue/built-in-event-types.ts";
import { checkBuiltIn } from "../../../lambdas/shared/catalogue/check-built-in.ts";
import { validators } from "../../../lambdas/shared/catalogue/compiled/validators.js";
import { parseDeliveryMessage } from "../../../lambdas/shared/domain/delivery-message.ts";
import type { EventType } from "../../../lambdas/shared/domain/event-type.ts";
import { deliveryIdOf, eventIdOf } from "../../../lambdas/shared/domain/identifiers.ts";
import { selectionOf } from "../../../lambdas/shared/domain/select-attributes.ts";
import type { OutgoingRequest } from "../../../lambdas/shared/http/http-sender.ts";
import { standard } from "../../../lambdas/shared/profiles/standard.ts";
import { makeQueueHandler } from "../../../lambdas/shared/runtime/queue-handler.ts";
import { MemoryDeliveries, recordsThrough } from "../../support/fakes/memory-deliveries.ts";
import { eventsThrough, MemoryEvents } from "../../support/fakes/memory-events.ts";
import { mutatedArbitrary } from "../../support/mutated-payloads.ts";
import { makeRecordedLog } from "../../support/recorded-log.ts";
import { firstMessagesThrough, servedQuickly } from "../../support/served-quickly.ts";

/** Events of the kind: mutations of every sample, ten a batch. */
const BATCHES = 1000;
const BATCH_SIZE = 10;
const acme = { application: "acme", environment: "production" } as const;
const direct = async <T>(_: string, effect: () => T) => effect();

/**
 * Webhooks of every manner of selecting: the default set, everything that there is, nothing, and
 * half.
 */
const SELECTIONS: readonly ((type: EventType) => readonly string[] | undefined)[] = [
  () => undefined,
  ({ attributes }) => attributes.selectable,
  () => [],
  ({ attributes }) => attributes.selectable.filter((_, index) => index % 2 === 0),
];
const WEBHOOK_IDS = SELECTIONS.map((_, index) => `wh_${String(index + 1).padStart(22, "0")}`);

/** Fan-out and deliver as they are deployed, with queues, tables and receivers in memory. */
function makePipeline() {
  const events = new MemoryEvents();
  const deliveries = new MemoryDeliveries();
  const messages: string[] = [];
  const rejected = new Map<string, { reason: string; errors: readonly unknown[] }>();
  const requests = new Map<string, OutgoingRequest>();
  const { log } = makeRecordedLog();
  const subscribers: Subscriber[] = WEBHOOK_IDS.map((id) => ({
    id,
    version: 1,
    events: ["*"],
    status: "enabled",
  }));
  const fanOutOne = makeFanOutOne({
    subscribers: { of: async () => ({ revision: 1, subscribers }) },
    eventTypes: makeDynamoEventTypes({
      readItem: async () => undefined,
      builtIn: checkBuiltIn(validators),
    }),
    events: eventsThrough(events, direct),
    slices: { sendAll: () => Promise.reject(new Error("nothing is sent in slices here")) },
    messages: firstMessagesThrough(async ({ body }) => {
      messages.push(body);
      return "message-id";
    }),
    rejected: makeRejectedEntries(
      async ({ body }) => {
        const { entry, reason, errors } = JSON.parse(body);
        rejected.set(JSON.parse(entry).detail.id, { reason, errors });
        return "message-id";
      },
      async () => undefined,
      Date.now,
    ),
    keepRejected: async () => "kept",
    report: { accepted: () => undefined, unchecked: () => undefined, rejected: () => undefined },
  });
  const deliverOne = makeDeliverOne({
    carriedCommits: { send: () => Promise.reject(new Error("every commit is written")) },
    records: recordsThrough(deliveries, direct),
    events: eventsThrough(events, direct),
    webhooks: {
      async find(_, id): Promise<ReadyWebhook> {
        const type = BUILT_IN_EVENT_TYPES.get(state.type) as EventType;
        const attributes = SELECTIONS[WEBHOOK_IDS.indexOf(id)]?.(type);
        return {
          status: "enabled",
          endpoint: "https://example.com/",
          ...(attributes !== undefined && { attributes }),
          profile: standard,
          ok: true,
          headers: [],
        };
      },
    },
    renderBody: makeRenderBody(),
    sender: {
      async send(request) {
        requests.set(
          String(request.headers[request.headers.indexOf("ringback-delivery") + 1]),
          request,
        );
        const times = { startedAtMs: 0, durationMs: 1 };
        return { kind: "response", status: 204, bodyHead: "", retryAfter: undefined, ...times };
      },
    },
    visibility: { change: async () => undefined },
    notices: { send: async () => undefined },
    ...servedQuickly(async () => undefined),
    ensureLane: async () => undefined,
    report: { attempted() {}, deferred() {}, carried() {}, committed() {} },
    constants: { holdMaxSeconds: 60, horizonSeconds: 900, renewFromReceive: 20 },
    longestAttemptSeconds: 30,
    now: () => 1000,
    random: () => 0.5,
  });
  const state = { type: "" };
  const batchOf = (bodies: readonly string[]) =>
    bodies.map((body, index) => ({ body, messageId: `m-${index}` }) as never);
  const batch = makeBatchScope();
  const fanOut = makeQueueHandler({
    log,
    batch,
    handleRecord: ({ body }) => fanOutOne(body, 1000),
  });
  const deliver = makeQueueHandler({
    log,
    batch,
    async handleRecord({ body, messageId }) {
      const message = parseDeliveryMessage(body);
      if (message === undefined) throw new Error("not a message");
      return deliverOne({ message, messageId, receiptHandle: "r", receiveCount: 1 });
    },
  });

  return {
    rejected,
    requests,
    /** One batch through fan-out, and what came of it through deliver. */
    async run(type: string, entries: readonly string[]): Promise<void> {
      state.type = type;
      const taken = await fanOut({ Records: batchOf(entries) });
      expect(taken.batchItemFailures).toEqual([]);
      const sent = await deliver({ Records: batchOf(messages.splice(0)) });
      expect(sent.batchItemFailures).toEqual([]);
    },
  };
}

const typeArbitrary = fc.constantFrom(...BUILT_IN_EVENT_TYPES.values());
const batchArbitrary = typeArbitrary.chain((type) =>
  fc.record({
    type: fc.constant(type),
    payloads: fc.array(mutatedArbitrary(type.example ?? {}), {
      minLength: BATCH_SIZE,
      maxLength: BATCH_SIZE,
    }),
  }),
);

/** The members of a payload that a selection names; of all where it is whole. */
function picked(
  payload: Readonly<Record<string, unknown>>,
  selection: "whole" | readonly string[],
) {
  const isIn = (name: string) => selection === "whole" || selection.includes(name);
  return Object.fromEntries(Object.entries(payload).filter(([name]) => isIn(name)));
}

const [SOME_TYPE] = BUILT_IN_EVENT_TYPES.values();
if (SOME_TYPE === undefined) throw new Error("there is no event type");
/** A batch that is malformed, and would fit its type otherwise. */
const FORBIDDEN_NAMES = {
  type: SOME_TYPE,
  payloads: Array.from({ length: BATCH_SIZE }, () => ({
    ...SOME_TYPE.example,
    "": { ["__proto__"]: false },
  })),
};

/** Whether a payload has a name that no entry of the bus may have, however deep. */
function hasForbiddenName(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).some(
      ([name, member]) =>
        name === "__proto__" || /\p{Surrogate}/u.test(name) || hasForbiddenName(member),
    )
  );
}

test("10,000 mutated events: each is delivered to every webhook as it selects, or rejected with a reason; none is lost", async () => {
  let count = 0;
  const seen = { delivered: 0, rejected: 0 };
  await fc.assert(
    fc.asyncProperty(batchArbitrary, async ({ type, payloads }) => {
      const { run, rejected, requests } = makePipeline();
      const events = payloads.map((payload) => {
        count += 1;
        return { id: `event-${count}`, payload };
      });
      await run(
        type.name,
        events.map(({ id, payload }) =>
          JSON.stringify({
            id,
            source: "com.acme",
            "detail-type": type.name,
            detail: { ...acme, id, payload },
          }),
        ),
      );
      for (const { id, payload } of events) {
        const eventId = eventIdOf(acme, "producer", id);
        const bodies = WEBHOOK_IDS.map(
          (webhookId) => requests.get(deliveryIdOf({ eventId, webhookId }))?.body,
        );
        const refusal = rejected.get(id);
        if (refusal !== undefined) {
          seen.rejected += 1;
          expect(refusal.reason).toBe(hasForbiddenName(payload) ? "malformed" : "invalid_payload");
          expect(refusal.errors).not.toHaveLength(0);
          expect(bodies.every((body) => body === undefined)).toBe(true);
          continue;
        }
        seen.delivered += 1;
        const expected = SELECTIONS.map((select) =>
          picked(JSON.parse(JSON.stringify(payload)), selectionOf(type.attributes, select(type))),
        );
        expect(bodies.map((body) => JSON.parse(body ?? "null"))).toEqual(expected);
      }
    }),
    { numRuns: BATCHES, examples: [[FORBIDDEN_NAMES]] },
  );
  expect(count).toBeGreaterThanOrEqual(BATCHES * BATCH_SIZE);
  // Neither half is empty: the mutations are neither too mild nor too wild.
  expect(seen.delivered).toBeGreaterThan(1000);
  expect(seen.rejected).toBeGreaterThan(1000);
}, 120_000);
