import { Duration } from "aws-cdk-lib";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";

import type { retryLaneEnv } from "../../lambdas/retry-lane/env.ts";
import type { DeliveryQueues } from "../deliver/delivery-queues.ts";
import type { Settings } from "../settings.ts";
import { limitsEnvironment } from "../shared/limits-environment.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import { poolsEnvironment } from "../shared/pools-environment.ts";
import type { DeliveriesTable } from "../storage/deliveries-table.ts";
import { IN_TENANTS, onlyAttributes, STANDINGS_AND_LIMITERS } from "../storage/item-conditions.ts";
import type { WebhooksTable } from "../storage/webhooks-table.ts";
import { LANE_MEMORY_MB } from "./lane-memory.ts";
import { laneStateMachineArn } from "./lane-state-machine-arn.ts";
import { LaneStateMachine } from "./lane-state-machine.ts";

/** What the retry lane reads and writes. */
export interface RetryLaneProps {
  readonly settings: Settings;
  readonly webhooks: WebhooksTable;
  readonly deliveries: DeliveriesTable;
  readonly queues: DeliveryQueues;
}

/** A page of 1,000 releases takes a second; the rest is for throttles, where calls are repeated. */
const TIMEOUT_SECONDS = 60;

/** Wakes parked deliveries when they are due: a state machine, and the function that it calls. */
export class RetryLane extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: RetryLaneProps) {
    super(scope, id);
    const { settings, webhooks, deliveries, queues } = props;
    const environment: Record<keyof typeof retryLaneEnv, string> = {
      WEBHOOKS_TABLE: webhooks.tableName,
      DELIVERIES_TABLE: deliveries.tableName,
      ...poolsEnvironment(settings, queues),
      ...limitsEnvironment(settings),
      LANE_STATE_MACHINE_ARN: laneStateMachineArn(this, settings),
      HORIZON_SECONDS: String(settings.horizonSeconds),
      BREAKER_SECONDS: String(settings.breakerSeconds),
      LANE_QUIET_SECONDS: String(settings.laneQuietSeconds),
    };
    const { function: release } = new PipelineFunction(this, "RetryLane", {
      room: "retry-lane",
      description: "One wake of a webhook's lane: releases the parked deliveries that are due",
      settings,
      environment,
      permissions: retryLanePermissions(this, props),
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      memoryMb: LANE_MEMORY_MB,
    });
    this.stateMachine = new LaneStateMachine(this, "Lane", {
      settings,
      function: release,
      functionTimeoutSeconds: TIMEOUT_SECONDS,
    }).stateMachine;
  }
}

/** All that the function may do. */
function retryLanePermissions(
  scope: Construct,
  { settings, webhooks, deliveries, queues }: RetryLaneProps,
): readonly Permission[] {
  return [
    // Whether the webhook is enabled, its version and its limits.
    {
      actions: ["dynamodb:GetItem"],
      on: [webhooks.tableArn],
      when: { ...IN_TENANTS, ...onlyAttributes("status", "version", "rateLimit", "maxInFlight") },
    },
    // Of what event type is what may be sent to a receiver that is down.
    { actions: ["dynamodb:GetItem"], on: [deliveries.tableArn], when: onlyAttributes("eventType") },
    // The lane item, the standing's breaker, and the marks of what was released.
    { actions: ["dynamodb:UpdateItem", "dynamodb:PartiQLUpdate"], on: [deliveries.tableArn] },
    { actions: ["dynamodb:Query"], on: [deliveries.indexArn("lane")] },
    { actions: ["sqs:SendMessage"], on: queues.poolArns },
    // Which of them the webhook is served from, whether its receiver is down, when its limiter has
    // a slot, and how long its requests take.
    { actions: ["dynamodb:BatchGetItem"], on: [deliveries.tableArn], when: STANDINGS_AND_LIMITERS },
    // A lane whose execution grew old, and one that was superseded, start the next.
    { actions: ["states:StartExecution"], on: [laneStateMachineArn(scope, settings)] },
  ];
}
