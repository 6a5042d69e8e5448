import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";

import type { WriteResult } from "../waiting/write-result.ts";
import type { Item } from "./attributes.ts";

/** What a conditional write gave, or the item as it stands, where that was asked for. */
type ConditionalResult<Output> =
  | { readonly ok: true; readonly output: Output }
  | { readonly ok: false; readonly found: Item | undefined };

/** A write whose condition may not hold. Whatever else stops it throws. */
export async function unlessRefused<Output>(
  write: () => Promise<Output>,
): Promise<ConditionalResult<Output>> {
  try {
    return { ok: true, output: await write() };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { ok: false, found: error.Item };
    throw error;
  }
}

/** The same: whether it was written. */
export async function isWritten(write: () => Promise<unknown>): Promise<boolean> {
  return (await unlessRefused(write)).ok;
}

/** The same in the words of the delivery protocol. */
export async function writeResult(write: () => Promise<unknown>): Promise<WriteResult> {
  return (await isWritten(write)) ? "written" : "refused";
}
