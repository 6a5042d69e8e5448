import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { describe } from "vitest";

import { makeDynamoKeyRings } from "../../lambdas/shared/dynamodb/dynamo-key-rings.ts";
import { makeDynamoSigningKeys } from "../../lambdas/shared/dynamodb/dynamo-signing-keys.ts";
import { ownTable } from "../support/own-table.ts";
import { signingKeysContract } from "./signing-keys.ts";

// Not in the deployed table: a key there would sign, or stop the next one from being made.
const table = await ownTable();

describe("the signing keys in DynamoDB", () => {
  signingKeysContract(async () => {
    const keys = makeDynamoSigningKeys(table);
    return {
      keys,
      rings: makeDynamoKeyRings({ ...table, keys }),
      /** The item as the version before wrote it. */
      async putShared({ signsFromMs, kid, publicKeyPem, sealedPrivateKey, createdAtMs }) {
        const item = {
          pk: { S: "signing-keys" },
          sk: { S: `from#${String(signsFromMs).padStart(15, "0")}` },
          signsFrom: { N: String(signsFromMs) },
          kid: { S: kid },
          publicKeyPem: { S: publicKeyPem },
          sealedPrivateKey: { S: sealedPrivateKey },
          createdAt: { N: String(createdAtMs) },
        };
        await table.dynamodb.send(new PutItemCommand({ TableName: table.tableName, Item: item }));
      },
    };
  });
});
