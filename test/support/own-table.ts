import { randomUUID } from "node:crypto";

import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll } from "vitest";

import { testCloud } from "./cloud.ts";

/** Tables with the keys of ours that no function of the deployed stacks looks at. */
export interface OwnTables {
  readonly dynamodb: DynamoDBClient;
  /** Makes an empty table. @returns its name */
  newTable(): Promise<string>;
}

/** Tables in the local cloud for the tests of a file; they and the client are gone after them. */
export async function ownTables(): Promise<OwnTables> {
  const dynamodb = new DynamoDBClient((await testCloud()).client);
  const tableNames: string[] = [];
  afterAll(async () => {
    for (const TableName of tableNames) await dynamodb.send(new DeleteTableCommand({ TableName }));
    dynamodb.destroy();
  });
  return {
    dynamodb,
    async newTable() {
      const TableName = `own-${randomUUID()}`;
      await dynamodb.send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [
            { AttributeName: "pk", AttributeType: "S" },
            { AttributeName: "sk", AttributeType: "S" },
          ],
          KeySchema: [
            { AttributeName: "pk", KeyType: "HASH" },
            { AttributeName: "sk", KeyType: "RANGE" },
          ],
        }),
      );
      tableNames.push(TableName);
      return TableName;
    },
  };
}

/** One such table. */
export async function ownTable(): Promise<{
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
}> {
  const { dynamodb, newTable } = await ownTables();
  return { dynamodb, tableName: await newTable() };
}
