import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

import type { RecordChange } from "../../shared/domain/commit.ts";
import { blankRecord, type DeliveryIdentity } from "../../shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import { numberValue, type Item } from "../../shared/dynamodb/attributes.ts";
import {
  attributeOf,
  DELIVERY_ATTRIBUTES,
  deliveryItemKey,
  readDeliveryItem,
  undeliveredKeyOf,
  writeDeliveryItem,
} from "../../shared/dynamodb/delivery-item.ts";
import { writeResult } from "../../shared/dynamodb/dynamo-conditions.ts";
import type { WriteResult } from "../../shared/waiting/ports.ts";
import type { OperatedRecords } from "./operator-ports.ts";

const FIRST_ATTRIBUTES = [
  "application",
  "environment",
  "eventType",
  "acceptedAt",
  "historyKey",
  "attempts",
  "scheduleFrom",
  "scheduledAt",
] as const;

/** One UpdateItem in the making. */
interface Update {
  readonly sets: string[];
  readonly removed: readonly string[];
  readonly values: Record<string, AttributeValue>;
}

/** The delivery records in DynamoDB, for an operator's change of one delivery: one conditional write each. */
export function makeDynamoOperatedRecords(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): OperatedRecords {
  const { dynamodb, tableName: TableName } = options;

  async function write(
    key: DeliveryKey,
    { sets, removed, values }: Update,
    condition: string,
    conditionValues: Item,
  ): Promise<WriteResult> {
    return writeResult(() =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: { ...deliveryItemKey(key) },
          UpdateExpression: `SET ${sets.join(", ")} REMOVE ${removed.join(", ")}`,
          ConditionExpression: condition,
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: { ...values, ...conditionValues },
        }),
      ),
    );
  }

  return {
    async read(key) {
      const { Item: item } = await dynamodb.send(
        new GetItemCommand({ TableName, Key: { ...deliveryItemKey(key) }, ConsistentRead: true }),
      );
      return item === undefined ? undefined : readDeliveryItem(item);
    },

    resend(seen, change) {
      return write(seen, updateOf(seen, change), "dispatch = :seen", {
        ":seen": numberValue(seen.dispatch),
      });
    },

    cancel(identity, change) {
      const update = updateOf(identity, change);
      for (const [attribute, value] of Object.entries(firstAttributes(identity))) {
        update.sets.push(`${attribute} = if_not_exists(${attribute}, :${attribute})`);
        update.values[`:${attribute}`] = value;
      }
      return write(identity, update, "attribute_not_exists(pk) OR #status IN (:queued, :parked)", {
        ":queued": { S: "queued" },
        ":parked": { S: "parked" },
      });
    },
  };
}

/** What a record holds from its beginning and a change does not set: that of a delivery nothing has happened to yet. */
function firstAttributes(identity: DeliveryIdentity): Item {
  const blank = writeDeliveryItem(blankRecord(identity));
  return Object.fromEntries(FIRST_ATTRIBUTES.map((name) => [name, blank[name] ?? { NULL: true }]));
}

/** A change as an update. `dispatch` grows by what the table holds, from 0 where there is no record. */
function updateOf(identity: DeliveryIdentity, change: RecordChange): Update {
  const { status } = change.set;
  const sets = [
    "dispatch = if_not_exists(dispatch, :zero) + :one",
    "undeliveredKey = :undeliveredKey",
  ];
  const values: Record<string, AttributeValue> = {
    ":zero": numberValue(0),
    ":one": numberValue(1),
    ":undeliveredKey": undeliveredKeyOf(identity),
  };
  for (const [name, value] of Object.entries(change.set)) {
    const attribute = DELIVERY_ATTRIBUTES[name as keyof typeof change.set];
    sets.push(`${attribute === "status" ? "#status" : attribute} = :${attribute}`);
    values[`:${attribute}`] = attributeOf(value);
  }
  const removed: string[] = change.remove.map((name) => DELIVERY_ATTRIBUTES[name]);
  if (status === "parked") {
    sets.push("lane = :lane");
    values[":lane"] = { S: identity.webhookId };
  } else {
    removed.push("lane");
  }
  return { sets, removed, values };
}
