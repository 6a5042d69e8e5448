import {
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";

import { laneKeysOf } from "../domain/lane-keys.ts";
import type { Environment } from "../domain/tenant.ts";
import type { LaneIndex } from "../waiting/lane-ports.ts";
import type { Parked } from "../waiting/release.ts";
import { numberOf, numberValue, textOf, type Item } from "./attributes.ts";
import { deliveryKeyOf } from "./delivery-item.ts";
import { type KeyStart, nextPage, startsOf } from "./lane-pages.ts";

/** Name of the sparse index of the parked: `lane` (domain/lane-keys.ts), `nextAttemptAt`. */
export const LANE_INDEX = "lane";

/**
 * Deliveries of one page, under the webhook's id and under the other keys together. Released in
 * well under a second, and a thousand that are due in the same quarter of an hour cost the lane no
 * further transition.
 */
const PAGE_SIZE = 1000;

/** The index `lane` in DynamoDB: eventually consistent, as AWS has it. */
export function makeDynamoLaneIndex(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  /** @default 1,000 */
  readonly pageSize?: number;
}): LaneIndex {
  const { dynamodb, tableName: TableName, pageSize = PAGE_SIZE } = options;

  /** The longest due under one key: one entry is read. */
  async function firstOf(lane: string): Promise<Item | undefined> {
    const { Items: items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName,
        IndexName: LANE_INDEX,
        KeyConditionExpression: "lane = :lane",
        ExpressionAttributeValues: { ":lane": { S: lane } },
        Limit: 1,
      }),
    );
    return items[0];
  }

  /** A page of what is due under one key. */
  async function dueUnder(start: KeyStart, untilMs: number): Promise<QueryCommandOutput> {
    const { lane, limit, startKey } = start;
    return dynamodb.send(
      new QueryCommand({
        TableName,
        IndexName: LANE_INDEX,
        KeyConditionExpression: "lane = :lane AND nextAttemptAt <= :until",
        ExpressionAttributeValues: { ":lane": { S: lane }, ":until": numberValue(untilMs) },
        Limit: limit,
        ...(startKey !== undefined && { ExclusiveStartKey: startKey }),
      }),
    );
  }

  return {
    async due(webhookId, untilMs, after) {
      const starts = startsOf(webhookId, after, pageSize);
      const pages = await Promise.all(starts.map((start) => dueUnder(start, untilMs)));
      const parked = pages.flatMap(({ Items: items = [] }) => items.map(readParked));
      const lastKeys = pages.map(({ LastEvaluatedKey: lastKey }) => lastKey);
      return {
        parked: parked.toSorted((one, other) => one.nextAttemptAtMs - other.nextAttemptAtMs),
        next: nextPage(
          webhookId,
          lastKeys.filter((key) => key !== undefined),
        ),
      };
    },

    async some(webhookId, { fromMs, untilMs, newestFirst, most }) {
      const pages = await Promise.all(
        laneKeysOf(webhookId).map((lane) =>
          dynamodb.send(
            new QueryCommand({
              TableName,
              IndexName: LANE_INDEX,
              KeyConditionExpression: "lane = :lane AND nextAttemptAt BETWEEN :from AND :until",
              ExpressionAttributeValues: {
                ":lane": { S: lane },
                ":from": numberValue(fromMs),
                ":until": numberValue(untilMs),
              },
              ScanIndexForward: !newestFirst,
              Limit: most,
            }),
          ),
        ),
      );
      return pages.flatMap(({ Items: items = [] }) => items.map(readParked));
    },

    async holdsAny(webhookId) {
      for (const lane of laneKeysOf(webhookId)) {
        // One after the other: mostly the first or second tells.
        // oxlint-disable-next-line no-await-in-loop
        if ((await firstOf(lane)) !== undefined) return true;
      }
      return false;
    },

    async firstDueMs(webhookId) {
      const firsts = await Promise.all(laneKeysOf(webhookId).map(firstOf));
      const dueMs = firsts.flatMap((item) => (item ? [numberOf(item, "nextAttemptAt")] : []));
      return dueMs.length === 0 ? undefined : Math.min(...dueMs);
    },
  };
}

function readParked(item: Item): Parked {
  return {
    ...deliveryKeyOf(item),
    application: textOf(item, "application"),
    environment: textOf(item, "environment") as Environment,
    dispatch: numberOf(item, "dispatch"),
    nextAttemptAtMs: numberOf(item, "nextAttemptAt"),
  };
}
