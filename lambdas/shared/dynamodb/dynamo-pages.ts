import {
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";

import type { Item } from "./attributes.ts";

/** The pages of a query, to its end: each is asked for once the one before it was used. */
export async function* pagesOf(
  dynamodb: Pick<DynamoDBClient, "send">,
  query: Omit<QueryCommandInput, "ExclusiveStartKey">,
): AsyncGenerator<readonly Item[], undefined> {
  let startKey: Item | undefined;
  do {
    const page = await dynamodb.send(
      new QueryCommand({
        ...query,
        ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
      }),
    );
    yield page.Items ?? [];
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
  return undefined;
}
