import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import middy from "@middy/core";

import { awsClientSettings } from "../shared/adapters/aws-client-settings.ts";
import { makeDynamoLaneIndex } from "../shared/adapters/dynamo-lane-index.ts";
import { makeDynamoLaneItems } from "../shared/adapters/dynamo-lane-items.ts";
import { makeDynamoLaneRegister } from "../shared/adapters/dynamo-lane-register.ts";
import { makeLaneExecutions } from "../shared/adapters/sfn-lane-executions.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeLog } from "../shared/runtime/logger.ts";
import { makeEnsureLane } from "../shared/waiting/ensure-lane.ts";
import { sweepEnv } from "./env.ts";
import { makeSweep } from "./sweep.ts";

const env = readEnv(sweepEnv, process.env);
const log = makeLog();
const now = () => Date.now();
const dynamodb = new DynamoDBClient(awsClientSettings);
const deliveries = { dynamodb, tableName: env.DELIVERIES_TABLE };
const stepFunctions = new SFNClient(awsClientSettings);

const sweep = makeSweep({
  owners: makeDynamoLaneRegister(deliveries),
  index: makeDynamoLaneIndex(deliveries),
  ensureLane: makeEnsureLane({
    lanes: makeDynamoLaneItems(deliveries),
    executions: makeLaneExecutions({ stepFunctions, stateMachineArn: env.LANE_STATE_MACHINE_ARN }),
    constants: {
      laneDeadSeconds: env.LANE_DEAD_SECONDS,
      laneTouchSeconds: env.LANE_TOUCH_SECONDS,
    },
    now,
  }),
  // Overdue by a whole sleep: a wake was missed.
  overdueSeconds: env.LANE_SLEEP_SECONDS,
  reportFailure: ({ webhookId }, error) =>
    log.error("webhook not swept", error, { webhook_id: webhookId }),
  now,
});

/** Every quarter of an hour: finds lanes that should have woken and did not. */
export const handler = middy(async (_event: unknown): Promise<void> => {
  log.info("swept", { ...(await sweep()) });
});
