import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { invokeFunction } from "../support/invoke-function.ts";
import { publish } from "../support/producer.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { defineEventTypes, fixedRetry } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

const { cloud, tenant, receiver, webhookAt } = await startScenario("operational-events");
await defineEventTypes(tenant, ["DOWN"]);

/** The payloads that came to a path so far. */
// oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape it asked for
function payloadsTo(path: string): any[] {
  return receiver.requestsTo(path).map(({ body }) => JSON.parse(body.toString()));
}

/** Closes what is over until `look` throws no more: spans of two seconds end ten seconds later. */
async function afterSpans<Result>(look: () => Result | Promise<Result>): Promise<Result> {
  return within({ timeoutMs: 50_000, intervalMs: 500 }, async () => {
    await invokeFunction(cloud, "ringback-tally");
    return look();
  });
}

/**
 * Takes the notices of a webhook's drops off their queue at once: they are in the way of others who
 * look there.
 */
async function takeNotices(webhookId: string, count: number): Promise<void> {
  await queueProbe(cloud, "dropped").take(count, ({ webhook_id: id }) => id === webhookId);
}

/** Takes rejected entries off their queue: those with this text in them. */
async function takeRejected(count: number, text: string): Promise<void> {
  await queueProbe(cloud, "rejected_events").take(count, ({ entry = "" }) => entry.includes(text));
}

function sumOf(payloads: readonly { readonly count: number }[]): number {
  return payloads.reduce((sum, { count }) => sum + count, 0);
}

describe.concurrent("operational events", () => {
  test("tell of dropped deliveries by the webhook, with their number, reasons and ten ids", async () => {
    receiver.answer("/down", [500]);
    const webhookId = await webhookAt("/down", ["DOWN"], { retry: fixedRetry(1, 1) });
    await webhookAt("/drops", ["delivery.dropped"]);
    // This one asks for the same, and is down as well: its own drops must not be told of.
    receiver.answer("/dead", [500]);
    const deadId = await webhookAt("/dead", ["delivery.dropped"], { retry: fixedRetry(1, 1) });
    const { application } = tenant;
    const entries = Array.from({ length: 30 }, (_, number) => ({
      type: "DOWN",
      detail: { application, payload: { number } },
    }));
    await publish(cloud, entries);
    await takeNotices(webhookId, 30);

    const told = await afterSpans(() => {
      const payloads = payloadsTo("/drops");
      if (sumOf(payloads) < 30) throw new Error(`${sumOf(payloads)} of 30 were told of`);
      return payloads;
    });
    expect(sumOf(told)).toBe(30);
    expect(new Set(told.map(({ webhook_id: id }) => id))).toEqual(new Set([webhookId]));
    for (const { count, reasons, delivery_ids: ids } of told) {
      expect(reasons).toEqual({ attempts_spent: count });
      expect(ids).toHaveLength(Math.min(10, count));
    }

    // As many as were told of were dropped on their way to the dead one; they count, and nobody is
    // told.
    await receiver.waitFor(told.length, { path: "/dead" });
    await takeNotices(deadId, told.length);
    await publish(cloud, [{ type: "DOWN", detail: { application, payload: { number: 31 } } }]);
    await takeNotices(webhookId, 1);
    const later = await afterSpans(() => {
      const payloads = payloadsTo("/drops");
      if (sumOf(payloads) < 31) throw new Error("the last drop was not told of yet");
      return payloads;
    });
    expect(sumOf(later)).toBe(31);
    expect(later.map(({ webhook_id: id }) => id)).not.toContain(deadId);
    // Whatever was told of was told to the dead one, too.
    await takeNotices(deadId, later.length - told.length);
  });

  test("tell the tenant of its rejected events, with the places and no values", async () => {
    await webhookAt("/rejections", ["event.rejected"]);
    const { application } = tenant;
    await publish(cloud, [
      { type: "NO_SUCH_TYPE", detail: { application, payload: { a: "hunter2" } } },
      { type: "WORKFLOW_COMPLETED", detail: { application, payload: { partyId: "hunter2" } } },
    ]);
    await takeRejected(2, application);
    const told = await afterSpans(() => {
      const payloads = payloadsTo("/rejections");
      if (sumOf(payloads) < 2) throw new Error(`${sumOf(payloads)} of 2 were told of`);
      return payloads;
    });
    expect(sumOf(told)).toBe(2);
    const reasons = told.flatMap((payload) => Object.keys(payload.reasons));
    expect(reasons.toSorted()).toEqual(["invalid_payload", "unknown_event_type"]);
    const places = told.flatMap((payload) => payload.places);
    expect(places).toEqual(expect.arrayContaining(["detail-type", "detail.payload.workflowId"]));
    expect(JSON.stringify(told)).not.toContain("hunter2");
  });

  test("that belong to nobody go to the operator's rule, and to no events queue", async () => {
    const operator = await operatorRule();
    const nobody = `nobody-${Date.now()}`;
    await publish(cloud, [
      { type: "ORDER", detail: { application: nobody, payload: {} } },
      { type: "ORDER", detail: { nonsense: nobody } },
    ]);
    await takeRejected(2, nobody);
    const told = await afterSpans(async () => {
      const events = await operator.unaddressed();
      const reasons = new Set(events.flatMap(({ detail }) => Object.keys(detail.payload.reasons)));
      if (!reasons.has("unknown_application") || !reasons.has("malformed")) {
        throw new Error(`so far: ${[...reasons].join(", ")}`);
      }
      return events;
    });
    for (const { source, detail } of told) {
      expect(source).toBe("ringback.operations.operator");
      expect(Object.keys(detail)).toEqual(["id", "payload"]);
      expect(detail.payload.event_ids.length).toBeLessThanOrEqual(10);
    }
  });
});

/** A rule as an operator makes it, and what it got of rejected entries for nobody. */
async function operatorRule() {
  const sqs = new SQSClient(cloud.client);
  const eventBridge = new EventBridgeClient(cloud.client);
  const name = `operator-${Date.now()}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes: attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  await eventBridge.send(
    new PutRuleCommand({
      Name: name,
      EventBusName: cloud.event_bus,
      EventPattern: JSON.stringify({ source: [{ prefix: "ringback.operations" }] }),
    }),
  );
  await eventBridge.send(
    new PutTargetsCommand({
      Rule: name,
      EventBusName: cloud.event_bus,
      Targets: [{ Id: "queue", Arn: attributes?.QueueArn }],
    }),
  );
  // oxlint-disable-next-line typescript/no-explicit-any -- the envelope of an EventBridge event
  const seen: any[] = [];
  return {
    async unaddressed() {
      const { Messages: messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
      );
      seen.push(...messages.map(({ Body: text = "" }) => JSON.parse(text)));
      return seen.filter(
        ({ "detail-type": type, detail }) =>
          type === "event.rejected" && detail.application === undefined,
      );
    },
  };
}
