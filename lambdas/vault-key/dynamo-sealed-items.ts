import {
  type DynamoDBClient,
  ScanCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";

import { legacySecretSealContext, webhookSealContext } from "../shared/domain/seal-context.ts";
import { signingKeySealContext } from "../shared/domain/signing-key.ts";
import { tenantOfKey } from "../shared/domain/tenant.ts";
import {
  getItem,
  type Item,
  type ItemKey,
  numberOf,
  numberValue,
  textOf,
} from "../shared/dynamodb/attributes.ts";
import { isWritten } from "../shared/dynamodb/dynamo-conditions.ts";
import { LEGACY_SECRET_ATTRIBUTE } from "../shared/dynamodb/legacy-secret-store.ts";
import { ringOfPartition } from "../shared/dynamodb/signing-key-item.ts";
import { WEBHOOK_SORT_PREFIX } from "../shared/dynamodb/webhook-item.ts";
import type { Position, SealedItem, SealedItems } from "./ports.ts";

/** Name of the attribute of a webhook's item that holds its sealed fields. */
const WEBHOOK_ATTRIBUTE = "sealed";
/** Name of the attribute of a signing key's item that holds its private half. */
const SIGNING_KEY_ATTRIBUTE = "sealedPrivateKey";

/** Only what is needed is read: a webhook's endpoint and API keys' hashes stay in the table. */
const NEEDED = {
  ProjectionExpression: "pk, sk, version, kid, #webhook, #legacy, #key",
  ExpressionAttributeNames: {
    "#webhook": WEBHOOK_ATTRIBUTE,
    "#legacy": LEGACY_SECRET_ATTRIBUTE,
    "#key": SIGNING_KEY_ATTRIBUTE,
  },
  ConsistentRead: true,
} as const;

/** Everything that is sealed in the webhooks table. */
export function makeDynamoSealedItems(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  /** Items looked at for one page. */
  readonly pageSize: number;
}): SealedItems {
  const { dynamodb, tableName: TableName, pageSize } = options;
  return {
    async page(after) {
      const { Items: items = [], LastEvaluatedKey: last } = await dynamodb.send(
        new ScanCommand({
          ...NEEDED,
          TableName,
          Limit: pageSize,
          FilterExpression:
            "attribute_exists(#webhook) OR attribute_exists(#legacy) OR attribute_exists(#key)",
          ...(after === undefined ? {} : { ExclusiveStartKey: itemKey(after) }),
        }),
      );
      return {
        items: items.flatMap((item) => readItem(item) ?? []),
        ...(last === undefined ? {} : { next: positionOf(last) }),
      };
    },

    async read(position) {
      const item = await getItem(dynamodb, TableName, itemKey(position), NEEDED);
      return item && readItem(item);
    },

    replace(item, seals) {
      return isWritten(
        dynamodb,
        new UpdateItemCommand({
          TableName,
          Key: itemKey(item.position),
          ...(item.version === undefined
            ? replaceOne(item, seals[0]?.jwe ?? "")
            : replaceAll(item.version, seals)),
        }),
      );
    },
  };
}

type Change = Pick<
  UpdateItemCommandInput,
  | "UpdateExpression"
  | "ConditionExpression"
  | "ExpressionAttributeNames"
  | "ExpressionAttributeValues"
>;

/** All sealed fields of a webhook, under a new version: a change of the old one is made again. */
function replaceAll(version: number, seals: SealedItem["seals"]): Change {
  return {
    UpdateExpression: "SET #sealed = :sealed ADD version :one",
    ConditionExpression: "version = :seen",
    ExpressionAttributeNames: { "#sealed": WEBHOOK_ATTRIBUTE },
    ExpressionAttributeValues: {
      ":sealed": { M: Object.fromEntries(seals.map(({ field, jwe }) => [field, { S: jwe }])) },
      ":seen": numberValue(version),
      ":one": numberValue(1),
    },
  };
}

/** The one sealed attribute of another item. */
function replaceOne({ seals: [seen] }: SealedItem, jwe: string): Change {
  return {
    UpdateExpression: "SET #sealed = :jwe",
    ConditionExpression: "#sealed = :seen",
    ExpressionAttributeNames: { "#sealed": seen?.field ?? "" },
    ExpressionAttributeValues: { ":jwe": { S: jwe }, ":seen": { S: seen?.jwe ?? "" } },
  };
}

/** The sealed texts of an item; `undefined` when there is none in it. */
function readItem(item: Item): SealedItem | undefined {
  const position = positionOf(item);
  const tenant = tenantOfKey(position.pk);
  const fields = Object.entries(item[WEBHOOK_ATTRIBUTE]?.M ?? {});
  if (fields.length > 0 && tenant !== undefined) {
    const webhook = { ...tenant, id: position.sk.slice(WEBHOOK_SORT_PREFIX.length) };
    const seals = fields.map(([field, value]) => ({
      field,
      jwe: value.S ?? "",
      context: webhookSealContext(webhook, field),
    }));
    return { position, seals, version: numberOf(item, "version") };
  }
  const legacy = item[LEGACY_SECRET_ATTRIBUTE]?.S;
  if (legacy !== undefined && tenant !== undefined) {
    const context = legacySecretSealContext(tenant);
    return { position, seals: [{ field: LEGACY_SECRET_ATTRIBUTE, jwe: legacy, context }] };
  }
  const privateKey = item[SIGNING_KEY_ATTRIBUTE]?.S;
  const ring = ringOfPartition(position.pk);
  if (privateKey !== undefined && ring !== undefined) {
    const context = signingKeySealContext({ ring, kid: textOf(item, "kid") });
    return { position, seals: [{ field: SIGNING_KEY_ATTRIBUTE, jwe: privateKey, context }] };
  }
  return undefined;
}

function positionOf(item: Item): Position {
  return { pk: textOf(item, "pk"), sk: textOf(item, "sk") };
}

function itemKey({ pk, sk }: Position): ItemKey {
  return { pk: { S: pk }, sk: { S: sk } };
}
