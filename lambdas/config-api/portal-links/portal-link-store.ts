import {
  DeleteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

import type { Environment } from "../../shared/domain/tenant.ts";
import {
  getItem,
  type Item,
  type ItemKey,
  numberValue,
  optionalNumber,
} from "../../shared/dynamodb/attributes.ts";
import { isWritten, writeUnlessRefused } from "../../shared/dynamodb/dynamo-conditions.ts";
import { writeTransaction } from "../../shared/dynamodb/dynamo-transaction.ts";
import { environmentItemKey } from "../../shared/dynamodb/environment-item.ts";
import {
  type AttributeNames,
  readMembers,
  writeMembers,
  writeStored,
} from "../../shared/dynamodb/item-members.ts";
import {
  PORTAL_FRAME,
  portalLinkItemKey,
  portalPartition,
} from "../../shared/dynamodb/portal-link-item.ts";
import { hourOf, linkIdStart, MAX_LINK_SECONDS, MAX_LINKS_PER_HOUR } from "./domain/link-times.ts";
import type { PortalLink, PortalLinkStore, SessionHashes } from "./portal-link.ts";

const LINK: AttributeNames<PortalLink> = {
  ...PORTAL_FRAME,
  id: "id",
  application: "application",
  name: "name?",
  environments: "environments",
  permissions: "permissions",
  createdBy: "createdBy",
  createdAtMs: "createdAt",
  codeHash: "codeHash",
  codeUntilMs: "codeUntil",
  exchangedAtMs: "exchangedAt?",
  sessionHashes: "sessionHashes?",
};

/** Items that one query looks at: some 600 bytes each, far below the 1 MB of a page. */
const QUERY_LIMIT = 200;
/** Links deleted at once, with their application. */
const DELETE_AT_ONCE = 25;
/** Tries to count a link, when others count the first of a new hour at the same moment. */
const MOST_TRIES = 3;

/** Portal links in DynamoDB, in a partition of their application, by their time. */
export function makePortalLinkStore(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): PortalLinkStore {
  const { dynamodb, tableName: TableName } = options;

  /** Links that are not past their time, from the newest on. */
  async function* alive(application: string, nowMs: number, after?: string) {
    // Those made earlier are over, though TTL may have left them there: it is days late.
    const from = linkIdStart(application, nowMs - MAX_LINK_SECONDS * 1000);
    let start = after === undefined ? undefined : keyOf(after);
    do {
      const page = await dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :links AND sk BETWEEN :from AND :to",
          ExpressionAttributeValues: {
            ":links": portalPartition(application),
            ":from": { S: from },
            // `~` comes after all that an id holds.
            ":to": { S: `plk_${application}_~` },
          },
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: QUERY_LIMIT,
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      for (const item of page.Items ?? []) {
        const link = readMembers(item, LINK);
        if (link.validUntilMs > nowMs) yield link;
      }
      start = page.LastEvaluatedKey as ItemKey | undefined;
    } while (start !== undefined);
  }

  return {
    async create(link) {
      const [environment = "production"] = link.environments;
      const owner = environmentItemKey({ application: link.application, environment });
      let hour = hourOf(link.createdAtMs);
      const put = {
        TableName,
        Item: {
          ...keyOf(link.id),
          ...writeMembers(link, LINK),
          expiresAt: numberValue(Math.ceil(link.validUntilMs / 1000)),
        },
        ConditionExpression: "attribute_not_exists(pk)",
      };
      for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
        // Counts the link in the present hour, and if there was none in it yet, begins it.
        for (const count of [oneMore(hour), firstOf(hour)]) {
          const Update = { TableName, Key: owner, ...count };
          const outcome = await writeTransaction(dynamodb, [{ Put: put }, { Update }]);
          if (outcome.ok) return "created";
          if (outcome.refused.has(0)) throw new Error(`portal link ${link.id} is there already`);
        }
        const counted = await getItem(dynamodb, TableName, owner);
        if (counted === undefined) return "no_tenant";
        // Another instance's clock may be ahead, and its hour the next one.
        hour = Math.max(hour, optionalNumber(counted, "portalHour", "hour").hour ?? 0);
        if (isFull(counted, hour)) return "limit_reached";
      }
      throw new Error("others kept counting portal links");
    },

    async read(id, nowMs) {
      const key = portalLinkItemKey(id);
      const item = key && (await getItem(dynamodb, TableName, key));
      const link = item && readMembers(item, LINK);
      return link !== undefined && link.validUntilMs > nowMs ? link : undefined;
    },

    async list({ application, environment }, { after, limit, nowMs }) {
      const found: PortalLink[] = [];
      for await (const link of alive(application, nowMs, after)) {
        if (environment !== undefined && !link.environments.includes(environment)) continue;
        found.push(link);
        if (found.length === limit) break;
      }
      return found;
    },

    async exchange(id, codeHash, sessionHashes, nowMs) {
      const { isWritten: isMine, item } = await writeUnlessRefused(
        dynamodb,
        new UpdateItemCommand({
          TableName,
          Key: keyOf(id),
          UpdateExpression: "SET exchangedAt = :now, sessionHashes = :sessions",
          ConditionExpression:
            "codeHash = :code AND attribute_not_exists(exchangedAt) AND codeUntil > :now AND validUntil > :now",
          ExpressionAttributeValues: {
            ":now": numberValue(nowMs),
            ":code": { S: codeHash },
            ...writeStored({ ":sessions": sessionHashes }),
          },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
      // The client repeats a write whose answer was lost: then the sessions there are these.
      return isMine || (item !== undefined && hasSessions(item, sessionHashes));
    },

    remove(id) {
      return isWritten(
        dynamodb,
        new DeleteItemCommand({
          TableName,
          Key: keyOf(id),
          ConditionExpression: "attribute_exists(pk)",
        }),
      );
    },

    async removeAll(application, nowMs) {
      let batch: Promise<unknown>[] = [];
      for await (const { id } of alive(application, nowMs)) {
        batch.push(dynamodb.send(new DeleteItemCommand({ TableName, Key: keyOf(id) })));
        if (batch.length < DELETE_AT_ONCE) continue;
        await Promise.all(batch);
        batch = [];
      }
      await Promise.all(batch);
    },
  };
}

function keyOf(id: string): ItemKey {
  const key = portalLinkItemKey(id);
  if (key === undefined) throw new Error(`${id} is no id of a portal link`);
  return key;
}

/** Counts a link of an hour in which there were some already, in the item of its environment. */
function oneMore(hour: number): CountUpdate {
  return {
    UpdateExpression: "ADD portalLinksMade :one",
    ConditionExpression: "attribute_exists(pk) AND portalHour = :hour AND portalLinksMade < :most",
    ExpressionAttributeValues: {
      ":one": numberValue(1),
      ":hour": numberValue(hour),
      ":most": numberValue(MAX_LINKS_PER_HOUR),
    },
  };
}

/** Counts the first link of an hour. */
function firstOf(hour: number): CountUpdate {
  return {
    UpdateExpression: "SET portalHour = :hour, portalLinksMade = :one",
    ConditionExpression:
      "attribute_exists(pk) AND (attribute_not_exists(portalHour) OR portalHour < :hour)",
    ExpressionAttributeValues: { ":one": numberValue(1), ":hour": numberValue(hour) },
  };
}

type CountUpdate = Pick<
  NonNullable<TransactWriteItem["Update"]>,
  "UpdateExpression" | "ConditionExpression" | "ExpressionAttributeValues"
>;

function isFull(counted: Item, hour: number): boolean {
  const { made = 0 } = optionalNumber(counted, "portalLinksMade", "made");
  return counted["portalHour"]?.N === String(hour) && made >= MAX_LINKS_PER_HOUR;
}

function hasSessions(item: Item, sessionHashes: SessionHashes): boolean {
  const { sessionHashes: stored = {} } = readMembers(item, LINK);
  const environments = Object.keys(sessionHashes) as Environment[];
  return environments.every((environment) => stored[environment] === sessionHashes[environment]);
}
