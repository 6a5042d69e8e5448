import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";

import { awsClientSettings, sqsClientSettings } from "../shared/aws-client/aws-client-settings.ts";
import { makeBatchScope } from "../shared/aws-client/batch-calls.ts";
import { parseNotificationWake } from "../shared/domain/notification-wake.ts";
import { makeNotificationStore } from "../shared/dynamodb/notification-store.ts";
import { makeCallbackEvents } from "../shared/eventbridge/callback-events.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { makeQueueHandler } from "../shared/runtime/queue-handler.ts";
import { makeNotificationWakes } from "../shared/sqs/notification-wakes.ts";
import { makeQueueSender } from "../shared/sqs/sqs-queue.ts";
import { notificationsEnv } from "./env.ts";
import { makeWakeOne } from "./wake-one.ts";

const env = readEnv(notificationsEnv, process.env);
const { log, toHandler } = makeFunction({ countsColdStarts: false });
const now = () => Date.now();
const batch = makeBatchScope();
const dynamodb = new DynamoDBClient(awsClientSettings);
const sqs = new SQSClient(sqsClientSettings);
const eventBridge = new EventBridgeClient(awsClientSettings);
const queueUrl = env.NOTIFICATION_EXPIRY_QUEUE_URL;

const wakeOne = makeWakeOne({
  notifications: makeNotificationStore({ dynamodb, tableName: env.WEBHOOKS_TABLE, now }),
  sendWake: makeNotificationWakes({
    send: makeQueueSender({ sqs, queueUrl, batch }),
    hopSeconds: env.NOTIFICATION_HOP_SECONDS,
    now,
  }),
  publishCallback: makeCallbackEvents({ eventBridge, busName: env.EVENT_BUS_NAME }),
  now,
});

/** Expiry queue → bus: what nobody acted upon expires, and is called back. */
export const handler = toHandler(
  makeQueueHandler({
    log,
    batch,
    async handleRecord({ body }) {
      const wake = parseNotificationWake(body);
      // Not one of ours: it ends in the dead-letter queue, where people look.
      if (wake === undefined) throw new Error("expected the wake of a notification");
      return wakeOne(wake);
    },
    fieldsOf: ({ body }) => ({ notification_uuid: parseNotificationWake(body)?.uuid }),
  }),
);
