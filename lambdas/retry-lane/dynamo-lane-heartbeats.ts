import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import { writeUnlessRefused } from "../shared/dynamodb/dynamo-conditions.ts";
import {
  type LaneTable,
  laneUpdate,
  makeUpdateLane,
  readLaneItem,
} from "../shared/dynamodb/lane-item.ts";
import type { LaneHeartbeats } from "../shared/waiting/lane-ports.ts";

/** The conditional writes of a lane's execution, in DynamoDB. */
export function makeDynamoLaneHeartbeats(table: LaneTable): LaneHeartbeats {
  const { dynamodb, tableName } = table;
  const update = makeUpdateLane(table);
  return {
    // L1
    async wake(webhookId, generation, nowMs) {
      const { isWritten, item } = await writeUnlessRefused(
        dynamodb,
        new UpdateItemCommand({
          ...laneUpdate(tableName, webhookId, {
            update: "SET #state = :open, wokenAt = :now REMOVE restedAt",
            condition: "generation = :g AND #state <> :closed",
            values: { ":open": "open", ":closed": "closed", ":now": nowMs, ":g": generation },
          }),
          ReturnValues: "ALL_NEW",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
      return isWritten
        ? { result: "written", lane: readLaneItem(item ?? {}) }
        : { result: "refused", lane: item && readLaneItem(item) };
    },

    // L5
    close(webhookId, generation, parkedBeforeMs) {
      return update(webhookId, {
        update: "SET #state = :closed",
        condition: "generation = :g AND #state = :open AND parkedAt < :quiet",
        values: {
          ":open": "open",
          ":closed": "closed",
          ":g": generation,
          ":quiet": parkedBeforeMs,
        },
      });
    },

    // L6
    restart(webhookId, generation, nowMs) {
      return update(webhookId, {
        update: "SET generation = :next, #state = :opening, wokenAt = :now, parkedAt = :now",
        condition: "generation = :g AND #state = :open",
        values: {
          ":next": generation + 1,
          ":opening": "opening",
          ":open": "open",
          ":now": nowMs,
          ":g": generation,
        },
      });
    },

    // L7
    rest(webhookId, generation, wokenAtMs, sleepsUntilMs) {
      return update(webhookId, {
        update:
          sleepsUntilMs === undefined
            ? "SET restedAt = :wokenAt REMOVE sleepsUntil"
            : "SET restedAt = :wokenAt, sleepsUntil = :until",
        condition: "generation = :g AND #state = :open AND attribute_not_exists(calledAt)",
        values: {
          ":wokenAt": wokenAtMs,
          ":g": generation,
          ":open": "open",
          ...(sleepsUntilMs !== undefined && { ":until": sleepsUntilMs }),
        },
      });
    },

    // L7 refused
    answer(webhookId, generation) {
      return update(webhookId, {
        update: "REMOVE calledAt",
        condition: "generation = :g AND #state = :open",
        values: { ":g": generation, ":open": "open" },
      });
    },
  };
}
