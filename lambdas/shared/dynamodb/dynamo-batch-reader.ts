import { BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { batchCalls, type BatchScope } from "../aws-client/batch-calls.ts";
import { pause } from "../runtime/machine.ts";
import type { Item, ItemKey } from "./attributes.ts";

/** Reads one item by its key, strongly consistent; many at once become one request. */
export type ReadItem = (key: ItemKey) => Promise<Item | undefined>;

/** Items of one BatchGetItem. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MOST_ITEMS = 100;
/** Asks again for unprocessed keys so often before reads fail and their messages come back. */
const MOST_ROUNDS = 5;
/**
 * Before the second round, in milliseconds, when the first gave nothing: the table is throttled.
 * Each wait twice the last, half a second in all at most.
 */
const FIRST_WAIT_MS = 30;

/** A partition is so busy that its item was not read: those who wanted others got theirs. */
class KeyUnprocessedError extends Error {
  readonly code = "KEY_UNPROCESSED";
  override readonly name = "KeyUnprocessedError";
}

const nameOf = (key: ItemKey) => `${key.pk.S}\n${key.sk.S}`;

/** Reads of one table, gathered in BatchGetItem requests. */
export function makeItemReader(options: {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly batch: BatchScope;
}): ReadItem {
  const { dynamodb, tableName, batch } = options;

  async function call(
    keys: readonly ItemKey[],
  ): Promise<(Item | undefined | KeyUnprocessedError)[]> {
    const names = keys.map(nameOf);
    const found = new Map<string, Item>();
    let wanted = [...new Map(keys.map((key, index) => [names[index], key])).values()];
    for (let round = 0; wanted.length > 0 && round < MOST_ROUNDS; round += 1) {
      const { Responses, UnprocessedKeys } = await dynamodb.send(
        new BatchGetItemCommand({
          RequestItems: {
            [tableName]: { Keys: wanted, ConsistentRead: true },
          },
        }),
      );
      for (const item of Responses?.[tableName] ?? []) {
        found.set(nameOf(item as unknown as ItemKey), item);
      }
      const rest = (UnprocessedKeys?.[tableName]?.Keys ?? []) as unknown as ItemKey[];
      if (rest.length === wanted.length && round + 1 < MOST_ROUNDS) {
        await pause(batch.machine, FIRST_WAIT_MS * 2 ** round * batch.machine.random());
      }
      wanted = rest;
    }
    const left = new Set(wanted.map(nameOf));
    return names.map((name) =>
      left.has(name)
        ? new KeyUnprocessedError(`a key unprocessed by BatchGetItem ${MOST_ROUNDS} times`)
        : found.get(name),
    );
  }

  const read = batchCalls({ batch, most: MOST_ITEMS, call });
  return async (key) => {
    const result = await read(key);
    if (result instanceof KeyUnprocessedError) throw result;
    return result;
  };
}
