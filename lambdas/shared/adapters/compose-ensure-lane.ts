import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";

import { type EnsureLane, makeEnsureLane } from "../waiting/ensure-lane.ts";
import { makeDynamoLaneItems } from "./dynamo-lane-items.ts";
import { makeLaneExecutions } from "./sfn-lane-executions.ts";

/** E of the delivery protocol, on DynamoDB and Step Functions. */
export function composeEnsureLane(
  env: {
    readonly DELIVERIES_TABLE: string;
    readonly LANE_STATE_MACHINE_ARN: string;
    readonly LANE_DEAD_SECONDS: number;
    readonly LANE_TOUCH_SECONDS: number;
  },
  clients: { readonly dynamodb: DynamoDBClient; readonly stepFunctions: SFNClient },
  now: () => number,
): EnsureLane {
  const { dynamodb, stepFunctions } = clients;
  return makeEnsureLane({
    lanes: makeDynamoLaneItems({ dynamodb, tableName: env.DELIVERIES_TABLE }),
    executions: makeLaneExecutions({ stepFunctions, stateMachineArn: env.LANE_STATE_MACHINE_ARN }),
    constants: {
      laneDeadSeconds: env.LANE_DEAD_SECONDS,
      laneTouchSeconds: env.LANE_TOUCH_SECONDS,
    },
    now,
  });
}
