import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";

import type { buryEnv } from "../../lambdas/bury/env.ts";
import { BURY_TIMEOUT_SECONDS, type DeliveryQueues } from "../deliver/delivery-queues.ts";
import type { Settings } from "../settings.ts";
import { consume } from "../shared/permission.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import { QueueConsumer } from "../shared/queue-consumer.ts";
import type { DeliveriesTable } from "../storage/deliveries-table.ts";
import { inPartitions, MARK_GONE } from "../storage/item-conditions.ts";
import type { WebhooksTable } from "../storage/webhooks-table.ts";
import { BURY_CONCURRENCY } from "./bury-concurrency.ts";

/** What bury reads and writes. */
export interface BuryProps {
  readonly settings: Settings;
  readonly webhooks: WebhooksTable;
  readonly deliveries: DeliveriesTable;
  readonly queues: DeliveryQueues;
  readonly bus: EventBus;
}

/** Rarely runs at all. */
const MEMORY_MB = 256;

/** Drops, visibly, what deliver failed on again and again. */
export class Bury extends Construct {
  constructor(scope: Construct, id: string, props: BuryProps) {
    super(scope, id);
    const { settings, webhooks, deliveries, queues, bus } = props;
    const environment: Record<keyof typeof buryEnv, string> = {
      WEBHOOKS_TABLE: webhooks.tableName,
      DELIVERIES_TABLE: deliveries.tableName,
      DROPPED_QUEUE_URL: queues.dropped.queueUrl,
      EVENT_BUS_NAME: bus.eventBusName,
      TALLY_SECONDS: String(settings.tallySeconds),
    };
    const bury = new PipelineFunction(this, "Bury", {
      room: "bury",
      description: "Redrive queue to dropped queue: drops what could not be processed",
      settings,
      environment,
      permissions: buryPermissions(props),
      timeout: Duration.seconds(BURY_TIMEOUT_SECONDS),
      memoryMb: MEMORY_MB,
    });
    new QueueConsumer(this, "Consumer", {
      queue: queues.deliveriesRedrive,
      function: bury.function,
      maxConcurrency: BURY_CONCURRENCY,
    });
  }
}

/** All that bury may do. */
function buryPermissions({ webhooks, deliveries, queues, bus }: BuryProps): readonly Permission[] {
  return [
    consume(queues.deliveriesRedrive),
    {
      actions: ["dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"],
      on: [deliveries.tableArn],
    },
    {
      // The lane of what is parked is put on the sweep's list; drops are counted.
      actions: ["dynamodb:UpdateItem"],
      on: [deliveries.tableArn],
      when: inPartitions("lane#*", "tally#*"),
    },
    { actions: ["sqs:SendMessage"], on: [queues.dropped.queueArn] },
    // A delivery that a 410 dropped may come here before its receiver was noted as gone.
    {
      actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      on: [webhooks.tableArn],
      when: MARK_GONE,
    },
    { actions: ["events:PutEvents"], on: [bus.eventBusArn] },
  ];
}
