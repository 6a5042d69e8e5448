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

import { makeLaneExecutions } from "../../lambdas/shared/step-functions/sfn-lane-executions.ts";
import { testCloud } from "../support/cloud.ts";
import { queueMaker } from "../support/pipeline-stores.ts";
import { laneExecutionsContract } from "./lane-executions.ts";
import { standardQueueContract } from "./standard-queue.ts";

let queues: ReturnType<typeof queueMaker>;
let stepFunctions: SFNClient;
let stateMachineArn = "";

/** A machine whose executions wait until they are stopped. */
const WAITING = { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 600, End: true } } };

beforeAll(async () => {
  const cloud = await testCloud();
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
      while ((await stepFunctions.send(describeIt)).status === "RUNNING") await sleep(20);
    },
  }));
});
