import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, test, vi } from "vitest";

import { laneProbe } from "../support/lane-probe.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { fixedRetry } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

const { cloud, tenant, receiver, publishOne, untilStatus, webhookAt } =
  await startScenario("burials");

/**
 * Publishes one event to a new webhook at the path of its type: the webhook's id, and the event's.
 */
async function arrived(
  type: string,
  config: object = {},
): Promise<{ webhookId: string; eventId: string; deliveryId: string }> {
  const webhookId = await webhookAt(`/${type}`, [type], config);
  await publishOne(type);
  const [request] = await receiver.waitFor(1, { path: `/${type}` });
  const eventId = String(request?.headers["ringback-event"]);
  return { webhookId, eventId, deliveryId: String(request?.headers["ringback-delivery"]) };
}

/**
 * Puts a message on the redrive queue, as SQS does with one that was received too often.
 *
 * @returns its id, before it is received
 */
async function redrive(deliveryId: string, dispatch: number): Promise<string> {
  const { application, environment } = tenant;
  const { MessageId: id = "" } = await new SQSClient(cloud.client).send(
    new SendMessageCommand({
      QueueUrl: cloud.queues["deliveries_redrive"],
      MessageBody: JSON.stringify({ deliveryId, dispatch, application, environment }),
      DelaySeconds: 3, // time to say in the record that this is its message
    }),
  );
  return id;
}

/** Makes a message the one that carries a delivery. */
async function carry(eventId: string, webhookId: string, messageId: string): Promise<void> {
  await new DynamoDBClient(cloud.client).send(
    new UpdateItemCommand({
      TableName: cloud.outputs["DeliveriesTableName"],
      Key: { pk: { S: eventId }, sk: { S: `d#${webhookId}` } },
      UpdateExpression: "SET carrier = :carrier",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":carrier": { S: messageId } },
    }),
  );
}

/** Waits until bury has parked a delivery so often, which raises its dispatch each time. */
async function untilPutOff(eventId: string, webhookId: string, times: number): Promise<void> {
  const dynamodb = new DynamoDBClient(cloud.client);
  await within({ timeoutMs: 20_000 }, async () => {
    const { Item: record } = await dynamodb.send(
      new GetItemCommand({
        TableName: cloud.outputs["DeliveriesTableName"],
        Key: { pk: { S: eventId }, sk: { S: `d#${webhookId}` } },
        ConsistentRead: true,
      }),
    );
    const burials = Number(record?.["burials"]?.N ?? 0);
    if (burials !== times) throw new Error(`put off ${burials} times`);
  });
}

/** Takes the notices of a dropped delivery off the queue. */
async function takeNotices(deliveryId: string, count: number) {
  return queueProbe(cloud, "dropped").take(count, ({ delivery_id: id }) => id === deliveryId);
}

describe.concurrent("a message that was received too often", () => {
  test("has its delivery put off twice and then dropped, also when nothing was noted of it yet", async () => {
    const { eventId } = await arrived("NEVER_BEGUN");
    // A webhook that this event was never sent to stands for one whose first message nobody could
    // process.
    const webhookId = await webhookAt("/none", ["NONE"]);
    await tenant.api("POST", `/webhooks/${webhookId}/disable`); // its lane leaves the delivery alone
    const deliveryId = `dlv_${eventId.slice("evt_".length)}_${webhookId.slice("wh_".length)}`;
    for (const times of [1, 2]) {
      await redrive(deliveryId, times - 1);
      await untilPutOff(eventId, webhookId, times);
    }
    await redrive(deliveryId, 2);
    expect(await takeNotices(deliveryId, 1)).toMatchObject([
      { reason: "unprocessable", attempts: 0, event_type: "NEVER_BEGUN" },
    ]);
    expect(await untilStatus(deliveryId, "dropped")).toMatchObject({
      drop_reason: "unprocessable",
    });
  });

  test("has the delivery put off that it carries, which waits for its lane then", async () => {
    receiver.answer("/CARRIED", [503, 204]);
    const { eventId, webhookId, deliveryId } = await arrived("CARRIED", {
      retry: fixedRetry(2, 5),
    });
    await untilStatus(deliveryId, "waiting");
    await tenant.api("POST", `/webhooks/${webhookId}/disable`); // no attempt meanwhile
    await carry(eventId, webhookId, await redrive(deliveryId, 1));
    await untilPutOff(eventId, webhookId, 1);
    expect(await untilStatus(deliveryId, "waiting")).toMatchObject({ attempt_count: 1 });
    await tenant.api("POST", `/webhooks/${webhookId}/enable`);
    await tenant.api("POST", `/deliveries/${deliveryId}/resend`); // sooner than the sweep
    expect(await untilStatus(deliveryId, "delivered")).toMatchObject({ attempt_count: 2 });
  });

  test("tells again of the delivery that it dropped, and once more of the receiver that is gone", async () => {
    receiver.answer("/TOLD", [410]);
    await webhookAt("/gone", ["webhook.gone"]);
    const { eventId, webhookId, deliveryId } = await arrived("TOLD");
    const [first] = await takeNotices(deliveryId, 1);
    await receiver.waitFor(1, { path: "/gone" });
    await carry(eventId, webhookId, await redrive(deliveryId, 1));
    expect(await takeNotices(deliveryId, 1)).toEqual([first]);
    const { body } = await tenant.api("GET", `/webhooks/${webhookId}`);
    expect(body.status).toBe("gone");
    // Told twice, it is one event.
    expect(receiver.requestsTo("/gone")).toHaveLength(1);
  });

  test("puts the lane of a parked delivery on the sweep's list, and leaves the delivery alone", async () => {
    const lanes = await laneProbe(cloud);
    receiver.answer("/PARKED", [503, 204]);
    const { webhookId, deliveryId } = await arrived("PARKED", { retry: fixedRetry(2, 60) });
    await untilStatus(deliveryId, "waiting");
    const parkedAtMs = await vi.waitFor(async () => {
      const atMs = await lanes.parkedAtMs(webhookId);
      if (atMs === undefined) throw new Error("nothing was parked yet");
      return atMs;
    });
    await redrive(deliveryId, 0);
    await within({ timeoutMs: 20_000 }, async () => {
      const atMs = await lanes.parkedAtMs(webhookId);
      if (atMs === undefined || atMs <= parkedAtMs) throw new Error(`noted at ${atMs}`);
    });
    expect(await untilStatus(deliveryId, "waiting")).toMatchObject({ attempt_count: 1 });
    await tenant.api("POST", `/deliveries/${deliveryId}/cancel`);
  });

  test("does nothing when another message carries the delivery", async () => {
    receiver.answer("/OTHER", [503, 204]);
    const { deliveryId } = await arrived("OTHER", { retry: fixedRetry(2, 2) });
    await redrive(deliveryId, 0);
    expect(await untilStatus(deliveryId, "delivered")).toMatchObject({ attempt_count: 2 });
  });
});
