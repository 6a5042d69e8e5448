import { setTimeout as sleep } from "node:timers/promises";

import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  DynamoDBClient,
  QueryCommand,
  type DynamoDBClientConfig,
} from "@aws-sdk/client-dynamodb";
import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
  type SQSClientConfig,
} from "@aws-sdk/client-sqs";

import type { RejectedEventReader } from "../../lambdas/config-api/rejected-events/list-rejected.ts";
import { makeSqsVisibility } from "../../lambdas/deliver/sqs-visibility.ts";
import type { KeepRejectedPorts } from "../../lambdas/fan-out/keep-rejected.ts";
import { makeDynamoLaneHeartbeats } from "../../lambdas/retry-lane/dynamo-lane-heartbeats.ts";
import {
  awsClientSettings,
  sqsClientSettings,
} from "../../lambdas/shared/aws-client/aws-client-settings.ts";
import { makeBatchScope } from "../../lambdas/shared/aws-client/batch-calls.ts";
import { makeFastClient } from "../../lambdas/shared/aws-client/fast-client.ts";
import { attemptSortPrefix, readAttempt } from "../../lambdas/shared/dynamodb/delivery-item.ts";
import { makeItemReader } from "../../lambdas/shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoBreakers } from "../../lambdas/shared/dynamodb/dynamo-breakers.ts";
import { makeDynamoDeliveryRecords } from "../../lambdas/shared/dynamodb/dynamo-delivery-records.ts";
import {
  makeDynamoAcceptedEvents,
  makeCarriedEvents,
  eventItemKey,
  readEventItem,
} from "../../lambdas/shared/dynamodb/dynamo-events.ts";
import { makeDynamoLaneIndex } from "../../lambdas/shared/dynamodb/dynamo-lane-index.ts";
import { makeDynamoLaneItems } from "../../lambdas/shared/dynamodb/dynamo-lane-items.ts";
import { makeDynamoLaneList } from "../../lambdas/shared/dynamodb/dynamo-lane-list.ts";
import { makeDynamoLeases, makeLeaseTimes } from "../../lambdas/shared/dynamodb/dynamo-leases.ts";
import { makeDynamoRateLimits } from "../../lambdas/shared/dynamodb/dynamo-rate-limits.ts";
import {
  makeRejectedEventReader,
  makeRejectedEventWriter,
} from "../../lambdas/shared/dynamodb/dynamo-rejected-events.ts";
import { makeDynamoStandings } from "../../lambdas/shared/dynamodb/dynamo-standings.ts";
import { makeStatementRunner } from "../../lambdas/shared/dynamodb/dynamo-statements.ts";
import { thisMachine } from "../../lambdas/shared/runtime/machine.ts";
import { makeQueueSender } from "../../lambdas/shared/sqs/sqs-queue.ts";
import type { EventStores } from "../contracts/accepted-events.ts";
import type { RecordStores } from "../contracts/delivery-records.ts";
import type { StandardQueue, StandardQueueOptions } from "../contracts/standard-queue.ts";
import type { WaitingStores } from "../contracts/waiting-stores.ts";

/** The lists of rejected events as fan-out writes them and the API reads them. */
export type RejectedEventStores = KeepRejectedPorts["store"] & RejectedEventReader;

/** A deliveries table through the clients and adapters of the functions. */
export function openDeliveriesTable(config: DynamoDBClientConfig, tableName: string) {
  const dynamodb = makeFastClient(new DynamoDBClient({ ...awsClientSettings, ...config }), {
    BatchGetItemCommand,
    BatchExecuteStatementCommand,
  });
  return { ...openDeliveriesStores(dynamodb, tableName), close: () => dynamodb.destroy() };
}

/** The adapters on a deliveries table. */
export function openDeliveriesStores(dynamodb: DynamoDBClient, tableName: string) {
  const table = { dynamodb, tableName, batch: makeBatchScope() };
  const readItem = makeItemReader(table);
  const run = makeStatementRunner(table);
  const records = makeDynamoDeliveryRecords({ tableName, readItem, run });
  const index = makeDynamoLaneIndex({ ...table, pageSize: 3 });

  const recordStores: RecordStores = {
    records,
    index,
    async attempts({ eventId, webhookId }) {
      const { Items: items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: "pk = :event AND begins_with(sk, :attempts)",
          ExpressionAttributeValues: {
            ":event": { S: eventId },
            ":attempts": { S: attemptSortPrefix(webhookId) },
          },
          ConsistentRead: true,
        }),
      );
      return items.map((item) => readAttempt(item));
    },
  };
  const eventStores: EventStores = {
    ...makeDynamoAcceptedEvents({ tableName, run, readItem }),
    ...makeCarriedEvents(readItem),
    async find(eventId) {
      const item = await readItem(eventItemKey(eventId));
      return item === undefined ? undefined : readEventItem(item);
    },
  };
  const waitingStores: WaitingStores = {
    lanes: makeDynamoLaneItems(table),
    list: makeDynamoLaneList({ ...table, pageSize: 3 }),
    heartbeats: makeDynamoLaneHeartbeats(table),
    index,
    records,
    spread: makeDynamoDeliveryRecords({ tableName, readItem, run, spreadsLanes: true }),
  };
  const rejectedStores: RejectedEventStores = {
    ...makeRejectedEventWriter({ tableName, run }),
    ...makeRejectedEventReader(table),
  };
  const standings = makeDynamoStandings({ ...table, readItem });
  const breakers = makeDynamoBreakers({ ...table, readItem });
  const rateLimits = (now: () => number) => {
    const batch = makeBatchScope({ ...thisMachine, now });
    const reader = makeItemReader({ ...table, batch });
    return makeDynamoRateLimits({ ...table, batch, readItem: reader });
  };
  const leases = (now: () => number) => ({
    ...makeDynamoLeases({ ...table, machine: { ...thisMachine, now }, longestAttemptSeconds: 30 }),
    ...makeLeaseTimes(readItem),
  });
  const limits = { rateLimits, leases };
  return {
    recordStores,
    eventStores,
    waitingStores,
    rejectedStores,
    standings,
    breakers,
    ...limits,
  };
}

/** Makes queues of a test's own; `removeAll` deletes them. */
export function queueMaker(config: SQSClientConfig, prefix: string) {
  const sqs = makeFastClient(new SQSClient({ ...sqsClientSettings, ...config }), {
    SendMessageBatchCommand,
    ChangeMessageVisibilityBatchCommand,
  });
  const made: string[] = [];

  async function create(name: string, attributes: Record<string, string>): Promise<string> {
    const { QueueUrl: url = "" } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
    );
    made.push(url);
    return url;
  }

  async function receiveFrom(queueUrl: string) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
        WaitTimeSeconds: 0,
      }),
    );
    const [message] = messages;
    return message === undefined
      ? undefined
      : {
          messageId: message.MessageId ?? "",
          body: message.Body ?? "",
          receiptHandle: message.ReceiptHandle ?? "",
          receiveCount: Number(message.Attributes?.ApproximateReceiveCount),
        };
  }

  return {
    async make(options: StandardQueueOptions): Promise<StandardQueue> {
      const name = `${prefix}-${made.length}`;
      const redriveUrl = await create(`${name}-redrive`, {});
      const { Attributes: attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: redriveUrl, AttributeNames: ["QueueArn"] }),
      );
      const queueUrl = await create(name, {
        VisibilityTimeout: String(options.visibilityTimeoutSeconds),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: attributes["QueueArn"],
          maxReceiveCount: options.maxReceiveCount,
        }),
      });
      const queue = { sqs, queueUrl, batch: makeBatchScope() };
      const send = makeQueueSender(queue);
      const visibility = makeSqsVisibility(queue);
      return {
        send: (body, delaySeconds) =>
          send({ body, ...(delaySeconds === undefined ? {} : { delaySeconds }) }),
        receive: () => receiveFrom(queueUrl),
        receiveRedriven: () => receiveFrom(redriveUrl),
        changeVisibility: (receiptHandle, seconds) => visibility.change(receiptHandle, seconds),
        async delete(receiptHandle) {
          await sqs.send(
            new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }),
          );
        },
        wait: (seconds) => sleep(seconds * 1000),
      };
    },

    async removeAll(): Promise<void> {
      for (const url of made) await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
      sqs.destroy();
    },
  };
}
