import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

import type { deliverEnv } from "../../lambdas/deliver/env.ts";
import type { Pool } from "../../lambdas/shared/domain/tenant-standing.ts";
import type { Settings } from "../settings.ts";
import { endpointEnvironment } from "../shared/endpoint-environment.ts";
import { consume } from "../shared/permission.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import type { PipelineQueue } from "../shared/pipeline-queue.ts";
import { poolsEnvironment } from "../shared/pools-environment.ts";
import { protocolEnvironment } from "../shared/protocol-environment.ts";
import { QueueConsumer } from "../shared/queue-consumer.ts";
import { traceEnvironment } from "../shared/tracing.ts";
import type { DeliveriesTable } from "../storage/deliveries-table.ts";
import type { GeneratedKey } from "../storage/generated-key.ts";
import { MARK_GONE } from "../storage/item-conditions.ts";
import type { WebhooksTable } from "../storage/webhooks-table.ts";
import type { DeliveryQueues } from "./delivery-queues.ts";
import { laneStateMachineArn } from "./lane-state-machine-arn.ts";

/** What deliver reads and writes. */
export interface DeliverProps {
  readonly settings: Settings;
  readonly webhooks: WebhooksTable;
  readonly deliveries: DeliveriesTable;
  readonly vaultKey: GeneratedKey;
  readonly queues: DeliveryQueues;
  readonly bus: EventBus;
}

/** One of the two pools. */
interface PoolProps {
  readonly pool: Pool;
  readonly room: string;
  readonly description: string;
  readonly queue: PipelineQueue;
  readonly concurrency: number;
  readonly reservedConcurrency: number | "none";
}

/**
 * POSTs to receivers, and settles what follows from their answers: two pools of one code, so that receivers that let requests
 * hang hold up each other alone.
 */
export class Deliver extends Construct {
  constructor(scope: Construct, id: string, props: DeliverProps) {
    super(scope, id);
    const { settings, queues } = props;
    this.addPool("Deliver", "Consumer", props, {
      pool: "quick",
      room: "deliver",
      description:
        "Deliveries queue to receivers: one POST a message, then hold, delay, park or drop",
      queue: queues.deliveries,
      concurrency: settings.deliverConcurrency,
      reservedConcurrency: settings.deliverReservedConcurrency,
    });
    // There without a slow pool, too: what its queue still holds is delivered.
    this.addPool("DeliverSlow", "SlowConsumer", props, {
      pool: "slow",
      room: "deliver-slow",
      description: "The same for receivers that are not proved quick",
      queue: queues.deliveriesSlow,
      concurrency: settings.deliverSlowConcurrency,
      reservedConcurrency: "none",
    });
  }

  private addPool(id: string, consumerId: string, props: DeliverProps, pool: PoolProps): void {
    const { settings, webhooks, deliveries, vaultKey, queues, bus } = props;
    const environment: Record<keyof typeof deliverEnv, string> = {
      WEBHOOKS_TABLE: webhooks.tableName,
      DELIVERIES_TABLE: deliveries.tableName,
      POOL: pool.pool,
      ...poolsEnvironment(settings, queues),
      DROPPED_QUEUE_URL: queues.dropped.queueUrl,
      VAULT_KEY_ID: vaultKey.secretArn,
      LANE_STATE_MACHINE_ARN: laneStateMachineArn(this, settings),
      EVENT_BUS_NAME: bus.eventBusName,
      TALLY_SECONDS: String(settings.tallySeconds),
      SIGNING_KEY_INTERVAL_SECONDS: String(settings.signingKeyIntervalSeconds),
      SUCCESS_LOG_SAMPLE_RATE: String(settings.successLogSampleRate),
      ...endpointEnvironment(settings),
      ...protocolEnvironment(settings),
      ...traceEnvironment(settings),
    };
    const { function: deliver } = new PipelineFunction(this, id, {
      room: pool.room,
      folder: "deliver",
      description: pool.description,
      settings,
      environment,
      permissions: deliverPermissions(props, pool.queue),
      timeout: Duration.seconds(settings.deliverTimeoutSeconds),
      memoryMb: settings.deliverMemoryMb,
      reservedConcurrency: pool.reservedConcurrency,
      // A delayed retry is a message to the queue this function reads. Lambda would take a schedule for an endless loop
      // and stop it after 16 rounds; ours ends by its policy. https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    new QueueConsumer(this, consumerId, {
      queue: pool.queue,
      function: deliver,
      maxConcurrency: pool.concurrency,
    });
  }
}

/** All that deliver may do, of the pool that reads this queue. */
function deliverPermissions(props: DeliverProps, own: PipelineQueue): readonly Permission[] {
  const { deliveries, deliveriesSlow, dropped } = props.queues;
  return [
    consume(own),
    {
      // The configuration; and the signing keys (Query).
      actions: ["dynamodb:BatchGetItem", "dynamodb:Query"],
      on: [props.webhooks.tableArn],
    },
    {
      actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      on: [props.webhooks.tableArn],
      when: MARK_GONE,
    },
    {
      // Events, records, attempts and standings; the lane items (GetItem, UpdateItem), the tallies of drops and the standings
      // (UpdateItem).
      actions: [
        "dynamodb:BatchGetItem",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLUpdate",
        "dynamodb:GetItem",
        "dynamodb:UpdateItem",
      ],
      on: [props.deliveries.tableArn],
    },
    { actions: ["states:StartExecution"], on: [laneStateMachineArn(props.bus, props.settings)] },
    {
      actions: ["sqs:SendMessage"],
      on: [deliveries.queueArn, deliveriesSlow.queueArn, dropped.queueArn],
    },
    { actions: ["sqs:ChangeMessageVisibility"], on: [own.queueArn] },
    { actions: ["secretsmanager:GetSecretValue"], on: [props.vaultKey.secretArn] },
    { actions: ["events:PutEvents"], on: [props.bus.eventBusArn] },
  ];
}
