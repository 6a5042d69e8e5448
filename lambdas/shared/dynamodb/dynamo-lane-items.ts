import { nextGeneration } from "../domain/lane.ts";
import type { LaneCalls, LaneItems, LaneNotes } from "../waiting/lane-ports.ts";
import { getItem } from "./attributes.ts";
import {
  LANE_LIST,
  laneItemKey,
  type LaneTable,
  makeUpdateLane,
  readLaneItem,
} from "./lane-item.ts";

/** The lane items in DynamoDB. */
export function makeDynamoLaneItems(table: LaneTable): LaneItems & LaneNotes & LaneCalls {
  const { dynamodb, tableName: TableName } = table;
  const update = makeUpdateLane(table);
  return {
    async read(webhookId) {
      const item = await getItem(dynamodb, TableName, laneItemKey(webhookId));
      return item && readLaneItem(item);
    },

    // E2
    open({ webhookId, application, environment }, seen, nowMs) {
      return update(webhookId, {
        update:
          "SET generation = :next, #state = :opening, wokenAt = :now, parkedAt = :now, application = :application, environment = :environment, lane = :list, nextAttemptAt = :zero REMOVE restedAt",
        condition:
          seen === undefined
            ? "attribute_not_exists(pk)"
            : "generation = :g AND #state = :seen AND wokenAt = :seenWokenAt",
        values: {
          ":next": nextGeneration(seen, nowMs),
          ":opening": "opening",
          ":now": nowMs,
          ":application": application,
          ":environment": environment,
          ":list": LANE_LIST,
          ":zero": 0,
          ...(seen !== undefined && {
            ":g": seen.generation,
            ":seen": seen.state,
            ":seenWokenAt": seen.wokenAtMs,
          }),
        },
      });
    },

    // N
    async note({ webhookId, application, environment }, nowMs) {
      await update(webhookId, {
        update:
          "SET parkedAt = :now, #state = if_not_exists(#state, :closed), generation = if_not_exists(generation, :next), wokenAt = if_not_exists(wokenAt, :zero), application = :application, environment = :environment, lane = :list, nextAttemptAt = :zero",
        values: {
          ":now": nowMs,
          ":closed": "closed",
          ":next": nextGeneration(undefined, nowMs),
          ":application": application,
          ":environment": environment,
          ":list": LANE_LIST,
          ":zero": 0,
        },
      });
    },

    // W2
    supersede(webhookId, generation, nowMs) {
      return update(webhookId, {
        update:
          "SET generation = :next, #state = :opening, wokenAt = :now, calledAt = :now REMOVE restedAt",
        condition: "generation = :g AND #state = :open AND restedAt = wokenAt",
        values: {
          ":next": generation + 1,
          ":opening": "opening",
          ":now": nowMs,
          ":g": generation,
          ":open": "open",
        },
      });
    },

    // W3
    call(webhookId, generation, nowMs) {
      return update(webhookId, {
        update: "SET calledAt = :now",
        condition:
          "generation = :g AND #state = :open AND (attribute_not_exists(restedAt) OR restedAt <> wokenAt)",
        values: { ":now": nowMs, ":g": generation, ":open": "open" },
      });
    },

    // E3
    touch(webhookId, generation, nowMs) {
      return update(webhookId, {
        update: "SET parkedAt = :now",
        condition: "generation = :g AND #state <> :closed",
        values: { ":now": nowMs, ":g": generation, ":closed": "closed" },
      });
    },
  };
}
