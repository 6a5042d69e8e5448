import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  type ExecutionStatus,
  paginateListExecutions,
  paginateListStateMachines,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";

import type { TestCloud } from "./cloud.ts";

/** Looks at, and disturbs, the lanes of deployed webhooks. */
export interface LaneProbe {
  /** The executions of a webhook's lane: generation → status. */
  executions(webhookId: string): Promise<Readonly<Record<number, ExecutionStatus>>>;
  /** Kills the execution of one generation. */
  kill(webhookId: string, generation: number): Promise<void>;
  /** Leaves a lane as one does that opens its next generation, and dies before it starts it. */
  openWithoutStarting(webhookId: string, generation: number): Promise<void>;
}

/** A probe of all lanes. */
export async function laneProbe(cloud: TestCloud): Promise<LaneProbe> {
  const stepFunctions = new SFNClient(cloud.client);
  const stateMachineArn = await laneMachineArn(stepFunctions);

  async function list(
    webhookId: string,
  ): Promise<{ generation: number; status: ExecutionStatus; arn: string }[]> {
    const found = [];
    const pages = paginateListExecutions({ client: stepFunctions }, { stateMachineArn });
    for await (const { executions = [] } of pages) {
      for (const { name = "", status, executionArn: arn } of executions) {
        if (!name.startsWith(`${webhookId}-`) || status === undefined || arn === undefined)
          continue;
        found.push({ generation: Number(name.slice(webhookId.length + 1)), status, arn });
      }
    }
    return found;
  }

  return {
    async executions(webhookId) {
      const found = await list(webhookId);
      return Object.fromEntries(found.map(({ generation, status }) => [generation, status]));
    },
    async kill(webhookId, generation) {
      const found = (await list(webhookId)).find((one) => one.generation === generation);
      await stepFunctions.send(new StopExecutionCommand({ executionArn: found?.arn }));
    },
    async openWithoutStarting(webhookId, generation) {
      await new DynamoDBClient(cloud.client).send(
        new UpdateItemCommand({
          TableName: cloud.outputs["DeliveriesTableName"],
          Key: { pk: { S: `lane#${webhookId}` }, sk: { S: "lane" } },
          UpdateExpression: "SET generation = :g, #state = :opening",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: {
            ":g": { N: String(generation) },
            ":opening": { S: "opening" },
          },
        }),
      );
    },
  };
}

async function laneMachineArn(client: SFNClient): Promise<string> {
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {})) {
    for (const { name, stateMachineArn } of stateMachines) {
      if (name?.endsWith("-retry-lane") && stateMachineArn !== undefined) return stateMachineArn;
    }
  }
  throw new Error("there is no state machine of lanes");
}
