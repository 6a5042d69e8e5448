import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
} from "@aws-sdk/client-dynamodb";

/** A DynamoDB item as the low-level client gives it. */
export type Item = Record<string, AttributeValue>;

/** Primary key of an item. */
export type ItemKey = { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } };

/** A number as an attribute value. */
export function numberValue(value: number): { N: string } {
  return { N: String(value) };
}

/**
 * Bytes as an attribute value. JSON.stringify writes them in base64, as AWS's JSON protocols do: no
 * replacer needs to look at every member (fast-client.ts), and a Buffer's own toJSON, a list of
 * numbers, is not called.
 */
export function bytesValue(bytes: Uint8Array): { B: Uint8Array } {
  const { buffer, byteOffset, byteLength } = bytes;
  const B = new Uint8Array(buffer, byteOffset, byteLength);
  const toJSON = (): string => Buffer.from(buffer, byteOffset, byteLength).toString("base64");
  return { B: Object.defineProperty(B, "toJSON", { value: toJSON }) };
}

/**
 * A text attribute.
 * @throws Error when it is absent
 */
export function textOf(item: Item, name: string): string {
  const text = item[name]?.S;
  if (text === undefined) throw new Error(`item has no text attribute ${name}`);
  return text;
}

/**
 * A number attribute.
 * @throws Error when it is absent
 */
export function numberOf(item: Item, name: string): number {
  const text = item[name]?.N;
  if (text === undefined) throw new Error(`item has no number attribute ${name}`);
  return Number(text);
}

/** A text attribute as a member of the same name, if it is there. */
export function optionalText<Name extends string>(
  item: Item,
  name: Name,
): { [key in Name]?: string } {
  const value = item[name]?.S;
  return (value === undefined ? {} : { [name]: value }) as { [key in Name]?: string };
}

/** A number attribute as a member, if it is there. */
export function optionalNumber<Name extends string>(
  item: Item,
  attribute: string,
  name: Name,
): { [key in Name]?: number } {
  const value = item[attribute]?.N;
  return (value === undefined ? {} : { [name]: Number(value) }) as { [key in Name]?: number };
}

/** Whether an item is not past its time: TTL deletes hours late, so readers hide what is. */
export function isAlive(item: Item, nowMs: number): boolean {
  return item["expiresAt"] === undefined || numberOf(item, "expiresAt") * 1000 > nowMs;
}

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
