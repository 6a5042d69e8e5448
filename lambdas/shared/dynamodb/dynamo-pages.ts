import {
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";

import type { Item } from "./attributes.ts";

/** The pages of a query, to its end: each is asked for once the one before it was used. */
export async function* pagesOf(
  dynamodb: Pick<DynamoDBClient, "send">,
  query: QueryCommandInput,
): AsyncGenerator<readonly Item[], undefined> {
  let { ExclusiveStartKey } = query;
  do {
    const page = await dynamodb.send(
      new QueryCommand({ ...query, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
    );
    yield page.Items ?? [];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return undefined;
}

/** All items of a query, page after page. */
export async function queryAll(
  dynamodb: Pick<DynamoDBClient, "send">,
  query: QueryCommandInput,
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const items of pagesOf(dynamodb, query)) all.push(...items);
  return all;
}
