import { randomUUID } from "node:crypto";

import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

/** A table with the keys of ours that no function of the deployed stacks looks at. */
export interface OwnTable {
  readonly tableName: string;
  delete(): Promise<void>;
}

/** Makes an empty table. */
export async function makeOwnTable(dynamodb: DynamoDBClient): Promise<OwnTable> {
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
  return {
    tableName: TableName,
    async delete() {
      await dynamodb.send(new DeleteTableCommand({ TableName }));
    },
  };
}
