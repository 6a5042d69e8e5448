import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";

import type { tallyEnv } from "../../lambdas/tally/env.ts";
import type { Settings } from "../settings.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import type { DeliveriesTable } from "../storage/deliveries-table.ts";
import { ALL_TALLIES } from "../storage/item-conditions.ts";

/** What the tally reads and writes. */
export interface TallyProps {
  readonly settings: Settings;
  readonly deliveries: DeliveriesTable;
  readonly bus: EventBus;
}

/** Ends before the next run, a minute later; thousands of tallies fit in, the next one goes on. */
const TIMEOUT_SECONDS = 55;
/** CPU grows with memory: a tally is two small calls. */
const MEMORY_MB = 256;

/** Tells, minute by minute, what was dropped and rejected. */
export class Tally extends Construct {
  constructor(scope: Construct, id: string, props: TallyProps) {
    super(scope, id);
    const { settings, deliveries, bus } = props;
    const environment: Record<keyof typeof tallyEnv, string> = {
      DELIVERIES_TABLE: deliveries.tableName,
      EVENT_BUS_NAME: bus.eventBusName,
      TALLY_SECONDS: String(settings.tallySeconds),
    };
    new PipelineFunction(this, "Tally", {
      room: "tally",
      description: "Tells what was dropped and rejected: one event a webhook or tenant and minute",
      settings,
      environment,
      permissions: tallyPermissions(props),
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      memoryMb: MEMORY_MB,
      runs: { every: Duration.minutes(1), description: "Tells what was dropped and rejected" },
    });
  }
}

/** All that the function may do. */
function tallyPermissions({ deliveries, bus }: TallyProps): readonly Permission[] {
  return [
    {
      // Updates of days and removals of what they take in, in transactions.
      actions: ["dynamodb:Query", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
      on: [deliveries.tableArn],
      when: ALL_TALLIES,
    },
    { actions: ["events:PutEvents"], on: [bus.eventBusArn] },
  ];
}
