import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";

import type { sweepEnv } from "../../lambdas/sweep/env.ts";
import { laneStateMachineArn } from "../retry-lane/lane-state-machine-arn.ts";
import type { Settings } from "../settings.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import type { DeliveriesTable } from "../storage/deliveries-table.ts";
import { inPartitions, STANDINGS } from "../storage/item-conditions.ts";

/** What the sweep reads and writes. */
export interface SweepProps {
  readonly settings: Settings;
  readonly deliveries: DeliveriesTable;
}

/**
 * 10,000 lanes take about ten seconds, so a run gets through half a million: the next one begins
 * where this one ends. Less than the quarter of an hour between two runs.
 */
const TIMEOUT_SECONDS = 600;

/** CPU grows with memory: a sweep is five small queries a lane. */
const MEMORY_MB = 1024;

/** Looks at regular times for lanes that should have woken and did not. */
export class Sweep extends Construct {
  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    const { settings, deliveries } = props;
    const environment: Record<keyof typeof sweepEnv, string> = {
      DELIVERIES_TABLE: deliveries.tableName,
      LANE_STATE_MACHINE_ARN: laneStateMachineArn(this, settings),
      LANE_SLEEP_SECONDS: String(settings.laneSleepSeconds),
      LANE_DEAD_SECONDS: String(settings.laneDeadSeconds),
      LANE_TOUCH_SECONDS: String(settings.laneTouchSeconds),
      LANE_KEPT_SECONDS: String(settings.laneKeptSeconds),
    };
    new PipelineFunction(this, "Sweep", {
      room: "sweep",
      description:
        "Makes sure that lanes with overdue deliveries run, and removes those that nobody uses",
      settings,
      environment,
      permissions: sweepPermissions(this, props),
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      memoryMb: MEMORY_MB,
      runs: { every: Duration.minutes(settings.sweepMinutes), description: "Sweeps the lanes" },
    });
  }
}

/** All that the function may do. */
function sweepPermissions(
  scope: Construct,
  { settings, deliveries }: SweepProps,
): readonly Permission[] {
  return [
    { actions: ["dynamodb:Query"], on: [deliveries.indexArn("lane")] },
    {
      // Lane items, and the one that remembers how far the sweep came.
      actions: ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
      on: [deliveries.tableArn],
      when: inPartitions("lane#*", "sweep#lanes"),
    },
    // Whether a lane holds back what is due: the breaker in the webhook's standing.
    { actions: ["dynamodb:BatchGetItem"], on: [deliveries.tableArn], when: STANDINGS },
    { actions: ["states:StartExecution"], on: [laneStateMachineArn(scope, settings)] },
  ];
}
