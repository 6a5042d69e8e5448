import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import type { BatchScope } from "../shared/aws-client/batch-calls.ts";
import type { ReadItem } from "../shared/dynamodb/dynamo-batch-reader.ts";
import { makeRejectedEventWriter } from "../shared/dynamodb/dynamo-rejected-events.ts";
import { makeStatementRunner } from "../shared/dynamodb/dynamo-statements.ts";
import { environmentItemKey } from "../shared/dynamodb/environment-item.ts";
import type { Log } from "../shared/runtime/logger.ts";
import { type KeepRejected, makeKeepRejected } from "./keep-rejected.ts";

/** Keeps rejected events in the deliveries table. */
export function composeKeepRejected(options: {
  readonly dynamodb: DynamoDBClient;
  readonly batch: BatchScope;
  /** Name of the deliveries table. */
  readonly tableName: string;
  readonly readWebhooks: ReadItem;
  readonly perSecond: number;
  readonly log: Log;
  readonly now: () => number;
}): KeepRejected {
  const { tableName, readWebhooks, perSecond, log, now } = options;
  // Not the runner of the events that are accepted, which would wait while these are throttled.
  const run = makeStatementRunner({ ...options, rounds: 1 });
  return makeKeepRejected({
    store: makeRejectedEventWriter({ tableName, run }),
    isTenant: async (tenant) => (await readWebhooks(environmentItemKey(tenant))) !== undefined,
    perSecond,
    reportFailure: (error) => log.error("rejected event not kept", error, {}),
    now,
  });
}
