import { describe, expect, test } from "vitest";

import { makePortalLinkStore } from "../../lambdas/config-api/portal-links/portal-link-store.ts";
import {
  portalLinkItemKey,
  readPortalFrame,
} from "../../lambdas/shared/dynamodb/portal-link-item.ts";
import { calls, callsOf, OTHERS, refused, TABLE, update } from "../support/refused-calls.ts";

describe("of a portal link", () => {
  const LINK = "plk_acme_0123456789ab";
  const Key = portalLinkItemKey(LINK)!;
  const PORTAL_LINK = {
    id: LINK,
    application: "acme",
    environments: ["production"],
    permissions: ["webhooks:read"],
    frameOrigins: [],
    createdBy: "operator",
    createdAtMs: 0,
    codeHash: "c0de",
    codeUntilMs: 1,
    validUntilMs: 2,
  } as const;

  test("the console may read who frames it, and nothing else", async () => {
    const made = await callsOf((dynamodb) => readPortalFrame(dynamodb, TABLE, LINK, 0));
    expect(made.map(({ action }) => action)).toEqual(["dynamodb:GetItem"]);
    expect(refused("console", made)).toEqual([]);
    const others = [
      ...calls("GetItem", { TableName: TABLE, Key }),
      ...calls("GetItem", {
        TableName: TABLE,
        Key,
        ProjectionExpression: "frameOrigins, codeHash",
      }),
      ...calls("UpdateItem", update(Key.pk.S, LINK, "frameOrigins")),
      ...calls("DeleteItem", { TableName: TABLE, Key }),
      ...calls("Query", {
        TableName: TABLE,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": Key.pk },
        ProjectionExpression: "frameOrigins",
      }),
    ];
    expect(refused("console", others)).toEqual(others);
  });

  test("the API may make, open and remove it", async () => {
    const made = await callsOf(async (dynamodb) => {
      const store = makePortalLinkStore({ dynamodb, tableName: TABLE });
      await store.create(PORTAL_LINK);
      await store.exchange(LINK, "c0de", { production: "f00d" }, 1);
      await store.remove(LINK);
    });
    expect(made.map(({ action }) => action)).toEqual([
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
    ]);
    expect(refused("config-api", made)).toEqual([]);
  });

  test.each(OTHERS)("%s may write nothing of it", (name) => {
    const put = { TableName: TABLE, Item: { ...Key, codeHash: { S: "x" } } };
    const attributes = ["codeHash", "codeUntil", "sessionHashes", "validUntil", "permissions"];
    const made = [
      ...attributes.flatMap((attribute) => calls("UpdateItem", update(Key.pk.S, LINK, attribute))),
      ...calls("PutItem", put),
      ...calls("DeleteItem", { TableName: TABLE, Key }),
      ...calls("TransactWriteItems", { TransactItems: [{ Put: put }] }),
    ];
    expect(refused(name, made)).toEqual(made);
  });

  test("the console may read nothing of tenants", () => {
    const read = (pk: string, sk: string) =>
      calls("GetItem", {
        TableName: TABLE,
        Key: { pk: { S: pk }, sk: { S: sk } },
        ProjectionExpression: "frameOrigins, validUntil",
      });
    const made = [
      ...read("acme#production", "key#1"),
      ...read("portal#sandbox", "wh_1"),
      ...read("applications", "acme"),
      ...read("signing-keys#acme#production", "x"),
    ];
    expect(refused("console", made)).toEqual(made);
  });
});
