import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import type { WebhookLimits } from "../../shared/domain/webhook.ts";
import type { ReadItem } from "../../shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoLaneIndex } from "../../shared/dynamodb/dynamo-lane-index.ts";
import { makeDynamoLaneList } from "../../shared/dynamodb/dynamo-lane-list.ts";
import { makeDynamoLaneWebhooks } from "../../shared/dynamodb/dynamo-lane-webhooks.ts";
import { laneItemKey, readLaneItem } from "../../shared/dynamodb/lane-item.ts";
import type { LimitedPorts } from "../webhooks/health/find-limited.ts";
import { makeDynamoDayTallies } from "./dynamo-day-tallies.ts";
import type { OperationsPorts } from "./operations-routes.ts";

/** What the operator's view reads, deliveries apart. */
export function composeView(options: {
  readonly dynamodb: DynamoDBClient;
  /** Name of the deliveries table. */
  readonly tableName: string;
  readonly webhooksTableName: string;
  readonly defaultLimits: WebhookLimits;
  /** Reads items of the deliveries table. */
  readonly readItem: ReadItem;
}): Omit<OperationsPorts, "deliveries" | "breakers"> & Pick<LimitedPorts, "laneIndex"> {
  const { dynamodb, webhooksTableName: tableName, defaultLimits, readItem } = options;
  return {
    lanes: {
      ...makeDynamoLaneList(options),
      async find(webhookId) {
        const item = await readItem(laneItemKey(webhookId));
        return item && readLaneItem(item);
      },
    },
    laneIndex: makeDynamoLaneIndex(options),
    laneWebhooks: makeDynamoLaneWebhooks({ dynamodb, tableName, defaultLimits }),
    dayTallies: makeDynamoDayTallies(options),
  };
}
