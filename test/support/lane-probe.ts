import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  type ExecutionStatus,
  paginateListExecutions,
  paginateListStateMachines,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";

import type { TestCloud } from "./cloud.ts";

/**
 * Looks at, and disturbs, the lanes of deployed webhooks. Their executions are counted from 1,
 * whatever the generations.
 */
export interface LaneProbe {
  /** The executions of a webhook's lane: 1, 2, … → status. */
  executions(webhookId: string): Promise<Readonly<Record<number, ExecutionStatus>>>;
  /** The generation of one of them. */
  generation(webhookId: string, execution: number): Promise<number>;
  /** Kills one of them. */
  kill(webhookId: string, execution: number): Promise<void>;
  /** Whether its execution has gone to sleep since it woke last. */
  isAsleep(webhookId: string): Promise<boolean>;
  /** Leaves a lane as one does that opens its next generation, and dies before it starts it. */
  openWithoutStarting(webhookId: string): Promise<void>;
  /** When something was parked in a lane last; `undefined` when there is no lane item. */
  parkedAtMs(webhookId: string): Promise<number | undefined>;
}

/** A probe of all lanes. */
export async function laneProbe(cloud: TestCloud): Promise<LaneProbe> {
  const stepFunctions = new SFNClient(cloud.client);
  const stateMachineArn = await laneMachineArn(stepFunctions);

  const dynamodb = new DynamoDBClient(cloud.client);
  const TableName = cloud.outputs["DeliveriesTableName"];
  const keyOf = (webhookId: string) => ({ pk: { S: `lane#${webhookId}` }, sk: { S: "lane" } });

  /** By generation. */
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
    return found.toSorted((one, other) => one.generation - other.generation);
  }

  async function nth(webhookId: string, execution: number) {
    const found = (await list(webhookId))[execution - 1];
    if (found === undefined) throw new Error(`${webhookId} has no execution ${execution}`);
    return found;
  }

  return {
    async executions(webhookId) {
      const found = await list(webhookId);
      return Object.fromEntries(found.map(({ status }, index) => [index + 1, status]));
    },
    async generation(webhookId, execution) {
      return (await nth(webhookId, execution)).generation;
    },
    async kill(webhookId, execution) {
      const { arn } = await nth(webhookId, execution);
      await stepFunctions.send(new StopExecutionCommand({ executionArn: arn }));
    },
    async isAsleep(webhookId) {
      const { Item: item } = await dynamodb.send(
        new GetItemCommand({ TableName, Key: keyOf(webhookId), ConsistentRead: true }),
      );
      const restedAt = item?.["restedAt"]?.N;
      return restedAt !== undefined && restedAt === item?.["wokenAt"]?.N;
    },
    async openWithoutStarting(webhookId) {
      await dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: keyOf(webhookId),
          UpdateExpression: "SET generation = generation + :one, #state = :opening",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: { ":one": { N: "1" }, ":opening": { S: "opening" } },
        }),
      );
    },
    async parkedAtMs(webhookId) {
      const { Item: item } = await dynamodb.send(
        new GetItemCommand({ TableName, Key: keyOf(webhookId), ConsistentRead: true }),
      );
      return item && Number(item["parkedAt"]?.N);
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
