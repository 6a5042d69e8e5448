import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";

import {
  portalLinkItemKey,
  readPortalFrame,
} from "../../../../lambdas/shared/dynamodb/portal-link-item.ts";
import { openVirtualTable } from "../../../support/virtual-table.ts";

const ID = "plk_a_c_0123456789Az";
const ORIGINS = ["https://example.com", "http://localhost:3000"];
const { dynamodb, tableName } = openVirtualTable();
const Item = {
  ...portalLinkItemKey(ID),
  frameOrigins: { L: ORIGINS.map((S) => ({ S })) },
  validUntil: { N: "1000" },
  codeHash: { S: "secret" },
};

test("a page reads by a link's id which pages may frame it, and until when: nothing else", async () => {
  await dynamodb.send(new PutItemCommand({ TableName: tableName, Item }));
  const read = (nowMs: number, id = ID) => readPortalFrame(dynamodb, tableName, id, nowMs);
  expect(await read(999)).toEqual({ frameOrigins: ORIGINS, validUntilMs: 1000 });
  expect(await read(1000)).toBeUndefined();
  expect(await read(0, "plk_a_c_0123456789Ay")).toBeUndefined();
  expect(await read(0, "../secret")).toBeUndefined();
});

test("it lies in the partition of its application's links", () => {
  expect(portalLinkItemKey(ID)).toEqual({ pk: { S: "portal#links#a_c" }, sk: { S: ID } });
});
