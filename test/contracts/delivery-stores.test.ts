import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe } from "vitest";

import { makeLaneExecutions } from "../../lambdas/shared/adapters/sfn-lane-executions.ts";
import { testCloud, type TestCloud } from "../support/cloud.ts";
import { openDeliveriesTable, queueMaker } from "../support/pipeline-stores.ts";
import { acceptedEventsContract } from "./accepted-events.ts";
import { deliveryRecordsContract } from "./delivery-records.ts";
import { laneExecutionsContract } from "./lane-executions.ts";
import { standardQueueContract } from "./standard-queue.ts";

let cloud: TestCloud;
let table: ReturnType<typeof openDeliveriesTable>;
let queues: ReturnType<typeof queueMaker>;
let stepFunctions: SFNClient;
let stateMachineArn = "";

/** A machine whose executions wait until they are stopped. */
const WAITING = {
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", Seconds: 600, End: true } },
};

beforeAll(async () => {
  cloud = await testCloud();
  table = openDeliveriesTable(cloud.client, cloud.outputs["DeliveriesTableName"] ?? "");
  queues = queueMaker(cloud.client, `contract-${randomBytes(4).toString("hex")}`);
  stepFunctions = new SFNClient(cloud.client);
  const created = await stepFunctions.send(
    new CreateStateMachineCommand({
      name: `contract-${randomBytes(4).toString("hex")}`,
      definition: JSON.stringify(WAITING),
      roleArn: "arn:aws:iam::000000000000:role/contract",
    }),
  );
  stateMachineArn = created.stateMachineArn ?? "";
});

afterAll(async () => {
  await queues.removeAll();
  await stepFunctions.send(new DeleteStateMachineCommand({ stateMachineArn }));
  stepFunctions.destroy();
  table.close();
});

describe("the delivery records in DynamoDB", () => {
  deliveryRecordsContract(async () => table.recordStores);
});

describe("the events in DynamoDB", () => {
  acceptedEventsContract(async () => table.eventStores);
});

describe("a queue in SQS", () => {
  standardQueueContract((options) => queues.make(options));
});

describe("executions in Step Functions", () => {
  laneExecutionsContract(async () => ({
    ...makeLaneExecutions({ stepFunctions, stateMachineArn }),
    async end(webhookId, generation) {
      const machine = stateMachineArn.replace(":stateMachine:", ":execution:");
      const executionArn = `${machine}:${webhookId}-${generation}`;
      await stepFunctions.send(new StopExecutionCommand({ executionArn }));
      const describeIt = new DescribeExecutionCommand({ executionArn });
      while ((await stepFunctions.send(describeIt)).status === "RUNNING") {
        await sleep(20);
      }
    },
  }));
});
