import {
  ConditionalCheckFailedException,
  type DeleteItemCommand,
  type DynamoDBClient,
  type PutItemCommand,
  type UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

import type { WriteResult } from "../waiting/delivery-ports.ts";
import type { Item } from "./attributes.ts";

type WriteCommand = PutItemCommand | UpdateItemCommand | DeleteItemCommand;

/**
 * Writes unless the condition does not hold. Whatever else stops it throws.
 * @returns whether it was written, and the item where the command asks for it
 */
export async function writeUnlessRefused(
  dynamodb: Pick<DynamoDBClient, "send">,
  command: WriteCommand,
  options?: { readonly abortSignal: AbortSignal },
): Promise<{ readonly isWritten: boolean; readonly item: Item | undefined }> {
  try {
    const { Attributes: item } = await dynamodb.send(command as UpdateItemCommand, options);
    return { isWritten: true, item };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { isWritten: false, item: error.Item };
  }
}

/** The same: whether it was written. */
export async function isWritten(...write: Parameters<typeof writeUnlessRefused>): Promise<boolean> {
  return (await writeUnlessRefused(...write)).isWritten;
}

/** The same in the words of the delivery protocol. */
export async function writeResult(
  ...write: Parameters<typeof writeUnlessRefused>
): Promise<WriteResult> {
  return (await isWritten(...write)) ? "written" : "refused";
}
