import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";

import type { WriteResult } from "../waiting/write-result.ts";

/** What came of a write with a condition: `refused` when that does not hold. Whatever else stops it throws. */
export async function writeResult(write: () => Promise<unknown>): Promise<WriteResult> {
  try {
    await write();
    return "written";
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return "refused";
    throw error;
  }
}

/** The same as a boolean: whether it was written. */
export async function isWritten(write: () => Promise<unknown>): Promise<boolean> {
  return (await writeResult(write)) === "written";
}
