import { randomBytes } from "node:crypto";

import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { localClientConfig } from "../../local/cloud/local-aws.ts";

/** As in lib/storage/deliveries-table.ts. */
const INDEXES = [
  { name: "history", keys: ["historyKey", "acceptedAt"] },
  { name: "undelivered", keys: ["undeliveredKey", "acceptedAt"] },
  { name: "lane", keys: ["lane", "nextAttemptAt"] },
] as const;

const TEXTS = ["pk", "sk", "historyKey", "undeliveredKey", "lane"];
const NUMBERS = ["acceptedAt", "nextAttemptAt"];

/**
 * A deliveries table of a test's own at another DynamoDB than the local cloud's: AWS's own engine,
 * for instance.
 */
export async function createDeliveriesTable(endpoint: string) {
  const config = localClientConfig(endpoint);
  const TableName = `contract-${randomBytes(4).toString("hex")}`;
  const dynamodb = new DynamoDBClient(config);
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        ...TEXTS.map((name) => ({ AttributeName: name, AttributeType: "S" as const })),
        ...NUMBERS.map((name) => ({ AttributeName: name, AttributeType: "N" as const })),
      ],
      GlobalSecondaryIndexes: INDEXES.map(({ name, keys: [partitionKey, sortKey] }) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: partitionKey, KeyType: "HASH" },
          { AttributeName: sortKey, KeyType: "RANGE" },
        ],
        Projection:
          name === "lane"
            ? {
                ProjectionType: "INCLUDE" as const,
                NonKeyAttributes: ["dispatch", "application", "environment"],
              }
            : { ProjectionType: "KEYS_ONLY" as const },
      })),
    }),
  );
  return {
    config,
    tableName: TableName,
    async remove(): Promise<void> {
      await dynamodb.send(new DeleteTableCommand({ TableName }));
      dynamodb.destroy();
    },
  };
}
