import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

import type { deliverEnv } from "../../lambdas/deliver/env.ts";
import { eachPool, type Pool } from "../../lambdas/shared/domain/pool.ts";
import { laneStateMachineArn } from "../retry-lane/lane-state-machine-arn.ts";
import type { Settings } from "../settings.ts";
import { endpointEnvironment } from "../shared/endpoint-environment.ts";
import { limitsEnvironment } from "../shared/limits-environment.ts";
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
import { poolConcurrency, POOLS } from "./delivery-pools.ts";
import type { DeliveryQueues } from "./delivery-queues.ts";

/** What deliver reads and writes. */
export interface DeliverProps {
  readonly settings: Settings;
  readonly webhooks: WebhooksTable;
  readonly deliveries: DeliveriesTable;
  readonly vaultKey: GeneratedKey;
  readonly queues: DeliveryQueues;
  readonly bus: EventBus;
}

const DESCRIPTIONS: Readonly<Record<Pool, string>> = {
  quick: "Deliveries queue to receivers: one POST a message, then hold, delay, park or drop",
  trial: "The same for receivers that are new, or whose tenant has many that turned slow",
  slow: "The same for receivers that are slow",
};

/**
 * POSTs to receivers, and settles what follows from their answers: pools of one code, so that
 * receivers that let requests hang hold up each other alone. All are there without pools, too: what
 * their queues still hold is delivered.
 */
export class Deliver extends Construct {
  constructor(scope: Construct, id: string, props: DeliverProps) {
    super(scope, id);
    eachPool((pool) => this.addPool(pool, props));
  }

  private addPool(pool: Pool, props: DeliverProps): void {
    const { settings, webhooks, deliveries, vaultKey, queues, bus } = props;
    const { id, room, consumerId } = POOLS[pool];
    const queue = queues.pools[pool];
    const environment: Record<keyof typeof deliverEnv, string> = {
      WEBHOOKS_TABLE: webhooks.tableName,
      DELIVERIES_TABLE: deliveries.tableName,
      POOL: pool,
      ...poolsEnvironment(settings, queues),
      ...limitsEnvironment(settings),
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
      room,
      folder: "deliver",
      description: DESCRIPTIONS[pool],
      settings,
      environment,
      permissions: deliverPermissions(props, queue),
      timeout: Duration.seconds(settings.deliverTimeoutSeconds),
      memoryMb: settings.deliverMemoryMb,
      reservedConcurrency: pool === "quick" ? settings.deliverReservedConcurrency : "none",
      // A delayed retry is a message to the queue this function reads. Lambda would take a schedule
      // for an endless loop and stop it after 16 rounds; ours ends by its policy. https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    new QueueConsumer(this, consumerId, {
      queue,
      function: deliver,
      maxConcurrency: poolConcurrency(settings)[pool],
    });
  }
}

/** All that deliver may do, of the pool that reads this queue. */
function deliverPermissions(props: DeliverProps, own: PipelineQueue): readonly Permission[] {
  const { poolArns, dropped } = props.queues;
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
      // Events, records, attempts and standings; the lane items (GetItem, UpdateItem), the tallies
      // of drops and the standings (UpdateItem).
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
    { actions: ["sqs:SendMessage"], on: [...poolArns, dropped.queueArn] },
    { actions: ["sqs:ChangeMessageVisibility"], on: [own.queueArn] },
    { actions: ["secretsmanager:GetSecretValue"], on: [props.vaultKey.secretArn] },
    { actions: ["events:PutEvents"], on: [props.bus.eventBusArn] },
  ];
}
