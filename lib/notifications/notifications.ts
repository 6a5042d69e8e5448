import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

import type { notificationsEnv } from "../../lambdas/notifications/env.ts";
import type { Settings } from "../settings.ts";
import { consume } from "../shared/permission.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import { PipelineQueue } from "../shared/pipeline-queue.ts";
import { QueueConsumer } from "../shared/queue-consumer.ts";
import { visibilityTimeout } from "../shared/visibility-timeout.ts";
import { inPartitions } from "../storage/item-conditions.ts";
import type { WebhooksTable } from "../storage/webhooks-table.ts";

/** What notifications read and write. */
export interface NotificationsProps {
  readonly settings: Settings;
  readonly webhooks: WebhooksTable;
  readonly bus: EventBus;
}

/** A wake is a read, a write and a message; the rest of these seconds is for throttles. */
const TIMEOUT_SECONDS = 30;

/** CPU grows with memory: a wake is three small calls. */
const MEMORY_MB = 256;

/** Receives of a wake before the dead-letter queue, the most SQS allows: two days of trouble. */
const MAX_RECEIVE_COUNT = 1000;

/**
 * The expiry of notifications: a queue of wakes, delayed hop by hop, and the function they wake.
 */
export class Notifications extends Construct {
  /** Wakes on their way. */
  readonly expiry: PipelineQueue;
  /** For people: wakes that could not be worked on. */
  readonly expiryDead: PipelineQueue;

  constructor(scope: Construct, id: string, props: NotificationsProps) {
    super(scope, id);
    const { settings, webhooks, bus } = props;
    this.expiryDead = new PipelineQueue(this, "ExpiryDead", {
      settings,
      room: "notification-expiry-dead",
    });
    this.expiry = new PipelineQueue(this, "Expiry", {
      settings,
      room: "notification-expiry",
      visibilityTimeout: visibilityTimeout(TIMEOUT_SECONDS),
      redrive: { queue: this.expiryDead, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    const environment: Record<keyof typeof notificationsEnv, string> = {
      WEBHOOKS_TABLE: webhooks.tableName,
      EVENT_BUS_NAME: bus.eventBusName,
      NOTIFICATION_EXPIRY_QUEUE_URL: this.expiry.queueUrl,
      NOTIFICATION_HOP_SECONDS: String(settings.notificationHopSeconds),
    };
    const notifications = new PipelineFunction(this, "Notifications", {
      room: "notifications",
      description: "Expiry queue to bus: notifications that nobody acted upon expire",
      settings,
      environment,
      permissions: this.#permissions(props),
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      memoryMb: MEMORY_MB,
      // A wake goes from hop to hop through the queue that it came from: 2,880 times in 30 days.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    new QueueConsumer(this, "Consumer", {
      queue: this.expiry,
      function: notifications.function,
      maxConcurrency: settings.notificationConcurrency,
    });
  }

  /** All that the function may do. */
  #permissions({ webhooks, bus }: NotificationsProps): readonly Permission[] {
    return [
      consume(this.expiry),
      { actions: ["sqs:SendMessage"], on: [this.expiry.queueArn] },
      {
        actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        on: [webhooks.tableArn],
        when: inPartitions("notification#*"),
      },
      { actions: ["events:PutEvents"], on: [bus.eventBusArn] },
    ];
  }
}
