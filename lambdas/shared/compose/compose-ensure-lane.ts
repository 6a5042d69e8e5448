import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";

import { makeDynamoLaneItems } from "../dynamodb/dynamo-lane-items.ts";
import { makeLaneExecutions } from "../step-functions/sfn-lane-executions.ts";
import { type EnsureLane, makeEnsureLane } from "../waiting/ensure-lane.ts";
import { type KeepPace, makeKeepPace } from "../waiting/keep-pace.ts";

/** What of the environment it takes. */
interface LaneEnv {
  readonly DELIVERIES_TABLE: string;
  readonly LANE_STATE_MACHINE_ARN: string;
  readonly LANE_DEAD_SECONDS: number;
  readonly LANE_TOUCH_SECONDS: number;
}

interface LaneClients {
  readonly dynamodb: DynamoDBClient;
  readonly stepFunctions: SFNClient;
}

/** E of the delivery protocol, on DynamoDB and Step Functions. */
export function composeEnsureLane(
  env: LaneEnv,
  clients: LaneClients,
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

/** The same for what a limit kept back. */
export function composeKeepPace(env: LaneEnv, clients: LaneClients, now: () => number): KeepPace {
  return makeKeepPace({
    lanes: makeDynamoLaneItems({ dynamodb: clients.dynamodb, tableName: env.DELIVERIES_TABLE }),
    ensureLane: composeEnsureLane(env, clients, now),
    constants: { laneDeadSeconds: env.LANE_DEAD_SECONDS },
    now,
  });
}
