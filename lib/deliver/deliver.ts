import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

import type { deliverEnv } from "../../lambdas/deliver/env.ts";
import type { Settings } from "../settings.ts";
import { endpointEnvironment } from "../shared/endpoint-environment.ts";
import { consume } from "../shared/permission.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
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

/** POSTs to receivers, and settles what follows from their answers. */
export class Deliver extends Construct {
  constructor(scope: Construct, id: string, props: DeliverProps) {
    super(scope, id);
    const { settings, webhooks, deliveries, vaultKey, queues, bus } = props;
    const environment: Record<keyof typeof deliverEnv, string> = {
      WEBHOOKS_TABLE: webhooks.tableName,
      DELIVERIES_TABLE: deliveries.tableName,
      DELIVERIES_QUEUE_URL: queues.deliveries.queueUrl,
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
    const deliver = new PipelineFunction(this, "Deliver", {
      room: "deliver",
      description:
        "Deliveries queue to receivers: one POST a message, then hold, delay, park or drop",
      settings,
      environment,
      permissions: deliverPermissions(props),
      timeout: Duration.seconds(settings.deliverTimeoutSeconds),
      memoryMb: settings.deliverMemoryMb,
      reservedConcurrency: settings.deliverReservedConcurrency,
      // A delayed retry is a message to the queue this function reads. Lambda would take a schedule for an endless loop
      // and stop it after 16 rounds; ours ends by its policy. https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    new QueueConsumer(this, "Consumer", {
      queue: queues.deliveries,
      function: deliver.function,
      maxConcurrency: settings.deliverConcurrency,
    });
  }
}

/** All that deliver may do. */
function deliverPermissions(props: DeliverProps): readonly Permission[] {
  return [
    consume(props.queues.deliveries),
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
      // Events, records and attempts; the lane items (GetItem, UpdateItem) and the tallies of drops (UpdateItem).
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
      on: [props.queues.deliveries.queueArn, props.queues.dropped.queueArn],
    },
    { actions: ["sqs:ChangeMessageVisibility"], on: [props.queues.deliveries.queueArn] },
    { actions: ["secretsmanager:GetSecretValue"], on: [props.vaultKey.secretArn] },
    { actions: ["events:PutEvents"], on: [props.bus.eventBusArn] },
  ];
}
