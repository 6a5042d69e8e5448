import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import { getItem, type Item, numberValue } from "../shared/dynamodb/attributes.ts";
import { writeResult } from "../shared/dynamodb/dynamo-conditions.ts";
import type { SeenPlace, SweepPlaces } from "./sweep.ts";

/** Primary key of the one item, in the deliveries table. */
const KEY = { pk: { S: "sweep#lanes" }, sk: { S: "place" } };

/** The place of the sweep in DynamoDB. What cannot be read is the start, and is written over. */
export function makeDynamoSweepPlaces(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): SweepPlaces {
  const { dynamodb, tableName: TableName } = options;
  return {
    async read() {
      const item = (await getItem(dynamodb, TableName, KEY)) ?? {};
      return readPlace(item);
    },

    move({ moves }, to) {
      return writeResult(
        dynamodb,
        new UpdateItemCommand({
          TableName,
          Key: KEY,
          UpdateExpression: `SET moves = :next, runs = :runs${to.after === undefined ? " REMOVE #after" : ", #after = :after"}`,
          ConditionExpression:
            moves === undefined
              ? "attribute_not_exists(moves) OR NOT attribute_type(moves, :number)"
              : "moves = :seen",
          ExpressionAttributeNames: { "#after": "after" },
          ExpressionAttributeValues: {
            ":next": numberValue((moves ?? 0) + 1),
            ":runs": numberValue(to.runs),
            ...(to.after === undefined ? {} : { ":after": { S: to.after } }),
            ...(moves === undefined ? { ":number": { S: "N" } } : { ":seen": numberValue(moves) }),
          },
        }),
      );
    },
  };
}

function readPlace(item: Item): SeenPlace {
  const after = item["after"]?.S;
  const runs = Number(item["runs"]?.N);
  const moves = item["moves"]?.N === undefined ? undefined : Number(item["moves"].N);
  return after === undefined || Number.isNaN(runs)
    ? { after: undefined, runs: 0, moves }
    : { after, runs, moves };
}
