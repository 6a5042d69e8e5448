import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";

import type { fanOutEnv } from "../../lambdas/fan-out/env.ts";
import type { DeliveryQueues } from "../deliver/delivery-queues.ts";
import type { Settings } from "../settings.ts";
import { consume } from "../shared/permission.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import { poolsEnvironment } from "../shared/pools-environment.ts";
import { QueueConsumer } from "../shared/queue-consumer.ts";
import { traceEnvironment } from "../shared/tracing.ts";
import type { DeliveriesTable } from "../storage/deliveries-table.ts";
import { OPEN_TALLIES, STANDINGS } from "../storage/item-conditions.ts";
import type { WebhooksTable } from "../storage/webhooks-table.ts";
import type { EventIntake } from "./event-intake.ts";

/**
 * Rejected events that all functions together keep a second. Each takes two write units: 800 a
 * second, which even one partition takes, and no event that is accepted waits for. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const REJECTED_EVENTS_PER_SECOND = 400;

/** What fan-out reads and writes. */
export interface FanOutProps {
  readonly settings: Settings;
  readonly webhooks: WebhooksTable;
  readonly deliveries: DeliveriesTable;
  readonly intake: EventIntake;
  readonly queues: DeliveryQueues;
}

/** Finds the webhooks that want an event, and sends one message for each. */
export class FanOut extends Construct {
  constructor(scope: Construct, id: string, props: FanOutProps) {
    super(scope, id);
    const { settings, webhooks, deliveries, intake, queues } = props;
    const environment: Record<keyof typeof fanOutEnv, string> = {
      WEBHOOKS_TABLE: webhooks.tableName,
      DELIVERIES_TABLE: deliveries.tableName,
      ...poolsEnvironment(settings, queues),
      SLICES_QUEUE_URL: intake.slices.queueUrl,
      SENDS_SLICES: String(settings.fanOutSliceConcurrency > 0),
      REJECTED_QUEUE_URL: intake.rejectedEvents.queueUrl,
      TALLY_SECONDS: String(settings.tallySeconds),
      REJECTED_EVENTS_PER_SECOND: String(
        Math.max(1, Math.floor(REJECTED_EVENTS_PER_SECOND / settings.fanOutConcurrency)),
      ),
      ...traceEnvironment(settings),
    };
    const fanOut = new PipelineFunction(this, "FanOut", {
      room: "fan-out",
      description:
        "Events queue to deliveries queue: one message for each webhook that wants the event; many in slices",
      settings,
      environment,
      permissions: fanOutPermissions(props),
      timeout: Duration.seconds(settings.fanOutTimeoutSeconds),
      memoryMb: settings.fanOutMemoryMb,
      reservedConcurrency: settings.fanOutReservedConcurrency,
    });
    new QueueConsumer(this, "Consumer", {
      queue: intake.events,
      function: fanOut.function,
      maxConcurrency: settings.fanOutConcurrency,
    });
    // Beside it, so that no slice takes the place of an event.
    new QueueConsumer(this, "SliceConsumer", {
      queue: intake.slices,
      function: fanOut.function,
      maxConcurrency: settings.fanOutSliceConcurrency,
    });
  }
}

/** All that fan-out may do. */
function fanOutPermissions(props: FanOutProps): readonly Permission[] {
  return [
    consume(props.intake.events),
    consume(props.intake.slices),
    { actions: ["dynamodb:BatchGetItem", "dynamodb:Query"], on: [props.webhooks.tableArn] },
    {
      actions: ["dynamodb:BatchGetItem", "dynamodb:PartiQLInsert"],
      on: [props.deliveries.tableArn],
    },
    { actions: ["dynamodb:Query"], on: [props.deliveries.tableArn], when: STANDINGS },
    {
      // Rejections are counted.
      actions: ["dynamodb:UpdateItem"],
      on: [props.deliveries.tableArn],
      when: OPEN_TALLIES,
    },
    {
      actions: ["sqs:SendMessage"],
      on: [
        ...props.queues.poolArns,
        props.intake.slices.queueArn,
        props.intake.rejectedEvents.queueArn,
      ],
    },
  ];
}
