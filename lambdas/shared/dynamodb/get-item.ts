import {
  type DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
} from "@aws-sdk/client-dynamodb";

import type { Item, ItemKey } from "./attributes.ts";

/**
 * One item, or the part of it that is asked for; `undefined` when there is none.
 * @param options strongly consistent, unless they say otherwise
 */
export async function getItem(
  dynamodb: Pick<DynamoDBClient, "send">,
  TableName: string,
  Key: ItemKey,
  options: Omit<GetItemCommandInput, "TableName" | "Key"> = {},
): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName, Key, ConsistentRead: true, ...options });
  return (await dynamodb.send(command)).Item;
}
