import { setTimeout as sleep } from "node:timers/promises";

import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";

/** A transaction that meets another on an item is retried so often, each wait twice the last. */
const MOST_TRIES = 8;
/** Milliseconds before the second try; the eighth is 3.2 s after the first at most (API: 29). */
const FIRST_WAIT_MS = 25;

/** All was written, or nothing: `refused` has the index of each part whose condition failed. */
export type TransactionOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly refused: ReadonlySet<number> };

/**
 * Writes all of the items or none. Conditions that do not hold are an outcome; everything else that
 * stops a transaction throws. The SDK gives each transaction a token, so that one repeated after a
 * lost reply is written once.
 */
export async function writeTransaction(
  dynamodb: Pick<DynamoDBClient, "send">,
  items: TransactWriteItem[],
): Promise<TransactionOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return { ok: true };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      const refused = codes.flatMap((code, index) =>
        code === "ConditionalCheckFailed" ? [index] : [],
      );
      if (refused.length > 0) return { ok: false, refused: new Set(refused) };
      if (!codes.includes("TransactionConflict") || attempt === MOST_TRIES) throw error;
      await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1) * Math.random());
    }
  }
}
