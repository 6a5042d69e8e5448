import { type DynamoDBClient, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import { retentionEndSeconds } from "../domain/retention.ts";
import { type Application, ENVIRONMENTS, type Tenant } from "../domain/tenant.ts";
import { getItem, type ItemKey, numberOf, numberValue } from "./attributes.ts";
import { writeUnlessRefused } from "./dynamo-conditions.ts";
import { writeTransaction } from "./dynamo-transaction.ts";
import { environmentItemKey } from "./environment-item.ts";
import { type AttributeNames, readMembers, writeMembers } from "./item-members.ts";

const APPLICATIONS_PARTITION = "applications";
/** Ids of deleted applications, until what each left is gone: events name only the id. */
const DELETED_PARTITION = "deleted-applications";

const APPLICATION: AttributeNames<Application> = {
  id: "sk",
  name: "name",
  createdAtMs: "createdAt",
  modifiedAtMs: "modifiedAt",
};

/** Applications in DynamoDB, each with the items of its two environments. */
export function makeApplicationStore(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}) {
  const { dynamodb, tableName } = options;

  async function read(id: string): Promise<Application | undefined> {
    const item = await getItem(dynamodb, tableName, itemKey(id));
    return item && readMembers(item, APPLICATION);
  }

  return {
    read,

    /**
     * Puts a new application and its environments. Revisions begin at the time, not at 0: if an
     * application of this id was deleted before, nobody who remembers its webhooks by revision may
     * take them for those of the new one. The mark that the deleted one left goes in the same
     * transaction, once its time is over.
     */
    async create(application: Application): Promise<"created" | "exists" | "reserved"> {
      const outcome = await writeTransaction(dynamodb, [
        {
          Put: {
            TableName: tableName,
            Item: { ...itemKey(application.id), ...writeMembers(application, APPLICATION) },
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        {
          Delete: {
            TableName: tableName,
            Key: deletedItemKey(application.id),
            // TTL deletes it late, so its time is looked at.
            ConditionExpression: "attribute_not_exists(pk) OR expiresAt <= :now",
            ExpressionAttributeValues: {
              ":now": numberValue(Math.floor(application.createdAtMs / 1000)),
            },
          },
        },
        ...environmentsOf(application.id).map((tenant) => ({
          Put: {
            TableName: tableName,
            Item: {
              ...environmentItemKey(tenant),
              revision: numberValue(application.createdAtMs),
              webhookCount: numberValue(0),
              keyCount: numberValue(0),
            },
          },
        })),
      ]);
      if (outcome.ok) return "created";
      return outcome.refused.has(0) ? "exists" : "reserved";
    },

    /**
     * When the id of a deleted application can be used again, in epoch milliseconds; `undefined`
     * when none left a mark.
     */
    async reservedUntilMs(id: string): Promise<number | undefined> {
      const item = await getItem(dynamodb, tableName, deletedItemKey(id));
      return item === undefined ? undefined : numberOf(item, "expiresAt") * 1000;
    },

    /** Applications by id, those behind `after`: up to `limit`; fewer only at the end. */
    async list(after: string | undefined, limit: number): Promise<Application[]> {
      const page = await dynamodb.send(
        // Applications are small: 200 of them never fill the 1 MB at which a page would end early.
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: "pk = :applications",
          ExpressionAttributeValues: { ":applications": { S: APPLICATIONS_PARTITION } },
          ConsistentRead: true,
          Limit: limit,
          ...(after === undefined ? {} : { ExclusiveStartKey: itemKey(after) }),
        }),
      );
      return (page.Items ?? []).map((item) => readMembers(item, APPLICATION));
    },

    /** Renames an application. @returns it as it is now; `undefined` when there is none */
    async rename(id: string, name: string, nowMs: number): Promise<Application | undefined> {
      const { item } = await writeUnlessRefused(
        dynamodb,
        new UpdateItemCommand({
          TableName: tableName,
          Key: itemKey(id),
          UpdateExpression: "SET #name = :name, modifiedAt = :now",
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeNames: { "#name": "name" },
          ExpressionAttributeValues: { ":name": { S: name }, ":now": numberValue(nowMs) },
          ReturnValues: "ALL_NEW",
        }),
      );
      return item && readMembers(item, APPLICATION);
    },

    /**
     * Deletes an application and its environments, unless one of them has webhooks; and leaves a
     * mark for as long as its last event is kept, so that no other application of this id reads
     * what was this one's.
     */
    async remove(id: string, nowMs: number): Promise<"removed" | "absent" | "has_webhooks"> {
      const outcome = await writeTransaction(dynamodb, [
        {
          Delete: {
            TableName: tableName,
            Key: itemKey(id),
            ConditionExpression: "attribute_exists(pk)",
          },
        },
        {
          Put: {
            TableName: tableName,
            Item: {
              ...deletedItemKey(id),
              deletedAt: numberValue(nowMs),
              expiresAt: numberValue(retentionEndSeconds(nowMs)),
            },
          },
        },
        ...environmentsOf(id).map((tenant) => ({
          Delete: {
            TableName: tableName,
            Key: environmentItemKey(tenant),
            // Below none: an earlier version, run once more, counts hidden webhooks off that were
            // counted elsewhere.
            ConditionExpression:
              "(attribute_not_exists(webhookCount) OR webhookCount <= :none) AND (attribute_not_exists(callbackCount) OR callbackCount <= :none)",
            ExpressionAttributeValues: { ":none": numberValue(0) },
          },
        })),
      ]);
      if (outcome.ok) return "removed";
      return outcome.refused.has(0) ? "absent" : "has_webhooks";
    },
  };
}

function environmentsOf(application: string): Tenant[] {
  return ENVIRONMENTS.map((environment) => ({ application, environment }));
}

function itemKey(id: string): ItemKey {
  return { pk: { S: APPLICATIONS_PARTITION }, sk: { S: id } };
}

function deletedItemKey(id: string): ItemKey {
  return { pk: { S: DELETED_PARTITION }, sk: { S: id } };
}
