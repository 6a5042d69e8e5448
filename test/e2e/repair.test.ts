import { join } from "node:path";

import { DeleteItemCommand, DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, expect, test } from "vitest";

import { type DeliveryKey, parseDeliveryId } from "../../lambdas/shared/domain/identifiers.ts";
import { numberValue } from "../../lambdas/shared/dynamodb/attributes.ts";
import { deliveryItemKey } from "../../lambdas/shared/dynamodb/delivery-item.ts";
import { eventItemKey } from "../../lambdas/shared/dynamodb/dynamo-events.ts";
import { laneItemKey } from "../../lambdas/shared/dynamodb/lane-item.ts";
import { LOCAL_AWS } from "../../local/cloud/local-aws.ts";
import { invokeFunction } from "../support/invoke-function.ts";
import { startProgram } from "../support/processes.ts";
import { startScenario } from "../support/scenario.ts";
import { within } from "../support/within.ts";

const ROOT = join(import.meta.dirname, "../..");
const TWO_DAYS_MS = 2 * 86_400_000;

const { cloud, tenant, receiver, publishOne, webhookAt } = await startScenario("repair");
const dynamodb = new DynamoDBClient(cloud.client);
const TableName = cloud.outputs["DeliveriesTableName"] ?? "";

afterAll(async () => {
  dynamodb.destroy();
});

/** A webhook for one type, and the delivery of one event to it, once it has this status. */
async function delivery(type: string, status: "waiting" | "delivered"): Promise<DeliveryKey> {
  const id = await webhookAt(`/${type}`, [type]);
  if (status === "waiting") await tenant.api("POST", `/webhooks/${id}/disable`);
  await publishOne(type);
  return within({ timeoutMs: 20_000 }, async () => {
    const { body } = await tenant.api("GET", `/deliveries?webhook_id=${id}`);
    const [found] = body.data;
    if (found?.status !== status) throw new Error(`it is ${JSON.stringify(found)}`);
    return parseDeliveryId(found.id)!;
  });
}

/** Was due two days ago, and is carried by a message that does not exist. */
async function loseMessage(key: DeliveryKey): Promise<void> {
  await dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: { ...deliveryItemKey(key) },
      UpdateExpression: "SET #status = :queued, carrier = :gone, nextAttemptAt = :due REMOVE lane",
      ConditionExpression: "#status = :parked",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: {
        ":queued": { S: "queued" },
        ":gone": { S: "message-that-is-gone" },
        ":due": numberValue(Date.now() - TWO_DAYS_MS),
        ":parked": { S: "parked" },
      },
    }),
  );
}

/** Was accepted two days ago, and its first message was lost. */
async function loseFirstMessage(key: DeliveryKey): Promise<void> {
  await dynamodb.send(new DeleteItemCommand({ TableName, Key: { ...deliveryItemKey(key) } }));
  await dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: { ...eventItemKey(key.eventId) },
      UpdateExpression: "SET acceptedAt = :accepted",
      ExpressionAttributeValues: { ":accepted": numberValue(Date.now() - TWO_DAYS_MS) },
    }),
  );
}

/** Was parked, and the message that was to open its lane was lost. */
async function loseLane({ webhookId }: DeliveryKey): Promise<void> {
  await dynamodb.send(new DeleteItemCommand({ TableName, Key: { ...laneItemKey(webhookId) } }));
}

/** Runs the command, for the one application. */
async function repair(...args: string[]): Promise<string> {
  const namePrefix = TableName.replace(/-deliveries$/u, "");
  const options = ["--name-prefix", namePrefix, "--application", tenant.application, ...args];
  const { ended, output } = startProgram(process.execPath, ["tools/repair.ts", ...options], {
    cwd: ROOT,
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: cloud.endpoint_url,
      AWS_REGION: LOCAL_AWS.region,
      AWS_ACCESS_KEY_ID: LOCAL_AWS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_AWS.secretAccessKey,
    },
  });
  const { code } = await ended;
  if (code !== 0) throw new Error(`it ended with code ${code}:\n${output()}`);
  return output();
}

test("deliveries that lost their messages are found by a dry run, and delivered after a repair", async () => {
  const [queued, absent, parked] = await Promise.all([
    delivery("LOST", "waiting"),
    delivery("NEVER_BEGUN", "delivered"),
    delivery("NEVER_WOKEN", "waiting"),
  ]);
  await Promise.all([loseMessage(queued), loseFirstMessage(absent), loseLane(parked)]);
  await tenant.api("POST", `/webhooks/${queued.webhookId}/enable`);
  await tenant.api("POST", `/webhooks/${parked.webhookId}/enable`);

  const dryRun = await repair();
  expect(dryRun).toContain("2 would be parked, and the lanes of 1 that are parked");
  expect(receiver.requestsTo("/LOST")).toEqual([]);

  expect(await repair("--apply")).toContain("2 parked, 0 had moved on");
  await within({ timeoutMs: 30_000, intervalMs: 500 }, async () => {
    await invokeFunction(cloud, `${TableName.replace(/-deliveries$/u, "")}-sweep`);
    const all = ["/LOST", "/NEVER_BEGUN", "/NEVER_WOKEN"].map((path) => receiver.requestsTo(path));
    if (all.some(({ length }, place) => length < (place === 1 ? 2 : 1))) throw new Error("later");
  });
  expect(receiver.requestsTo("/LOST")[0]?.headers).toMatchObject({ "ringback-attempt": "1" });
  await within({ timeoutMs: 10_000 }, async () => {
    const { body } = await tenant.api("GET", "/deliveries?status=undelivered");
    if (body.data.length > 0) throw new Error(JSON.stringify(body.data));
  });
});
