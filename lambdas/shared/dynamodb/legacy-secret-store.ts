import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import type { Tenant } from "../domain/tenant.ts";
import { getItem } from "./attributes.ts";
import { isWritten } from "./dynamo-conditions.ts";
import { environmentItemKey } from "./environment-item.ts";

/** Name of the attribute of an environment's item that holds its legacy shared secret, sealed. */
export const LEGACY_SECRET_ATTRIBUTE = "legacySecret";

/** Each environment's sealed legacy shared secret: webhooks sign with it until they have one. */
export function makeLegacySecretStore(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): {
  read(tenant: Tenant): Promise<string | undefined>;
  /** @param jwe `undefined` takes it away @returns whether the environment is there */
  set(tenant: Tenant, jwe: string | undefined): Promise<boolean>;
} {
  const { dynamodb, tableName: TableName } = options;
  return {
    async read(tenant) {
      const item = await getItem(dynamodb, TableName, environmentItemKey(tenant));
      return item?.[LEGACY_SECRET_ATTRIBUTE]?.S;
    },

    set(tenant, jwe) {
      return isWritten(
        dynamodb,
        new UpdateItemCommand({
          TableName,
          Key: environmentItemKey(tenant),
          UpdateExpression: jwe === undefined ? "REMOVE #secret" : "SET #secret = :jwe",
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeNames: { "#secret": LEGACY_SECRET_ATTRIBUTE },
          ...(jwe === undefined ? {} : { ExpressionAttributeValues: { ":jwe": { S: jwe } } }),
        }),
      );
    },
  };
}
