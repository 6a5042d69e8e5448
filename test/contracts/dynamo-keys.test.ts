import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe } from "vitest";

import { makeDynamoSigningKeys } from "../../lambdas/shared/adapters/dynamo-signing-keys.ts";
import { testCloud } from "../support/cloud.ts";
import { makeOwnTable, type OwnTable } from "../support/own-table.ts";
import { signingKeysContract } from "./signing-keys.ts";

let dynamodb: DynamoDBClient;
let table: OwnTable;

beforeAll(async () => {
  dynamodb = new DynamoDBClient((await testCloud()).client);
  // Not in the deployed table: a key there would sign, or stop the next one from being made.
  table = await makeOwnTable(dynamodb);
});

afterAll(async () => {
  await table.delete();
  dynamodb.destroy();
});

describe("the signing keys in DynamoDB", () => {
  signingKeysContract(async () => makeDynamoSigningKeys({ dynamodb, ...table }));
});
