import { expect, test } from "vitest";

import { itemContext, withoutIds } from "./dynamo-context.ts";

const Key = { pk: { S: "acme#production" }, sk: { S: "key#1" } };
const LEADING = ["acme#production"];

test.each([
  [
    "an update names what it sets, adds, removes and compares",
    {
      Key,
      UpdateExpression:
        "SET #s = :gone, config.#n[0] = if_not_exists(other, :x) ADD version :one REMOVE old, older",
      ConditionExpression: "#s IN (:a, :b) AND attribute_not_exists(hash)",
      ExpressionAttributeNames: { "#s": "status", "#n": "name" },
    },
    "write" as const,
    {
      "dynamodb:LeadingKeys": LEADING,
      "dynamodb:Attributes": [
        ...["pk", "sk", "status", "config", "other", "version", "old", "older", "hash"],
      ],
      "dynamodb:ReturnValues": ["NONE"],
    },
  ],
  [
    "an update may ask for the whole item",
    { Key, UpdateExpression: "SET a = :a", ReturnValues: "ALL_OLD" },
    "write" as const,
    {
      "dynamodb:LeadingKeys": LEADING,
      "dynamodb:Attributes": ["pk", "sk", "a"],
      "dynamodb:ReturnValues": ["ALL_OLD"],
    },
  ],
  [
    "a put names all that it writes",
    { Item: { ...Key, hash: { S: "x" } }, ConditionExpression: "attribute_not_exists(pk)" },
    "write" as const,
    {
      "dynamodb:LeadingKeys": LEADING,
      "dynamodb:Attributes": ["pk", "sk", "hash"],
      "dynamodb:ReturnValues": ["NONE"],
    },
  ],
  [
    "a read without a projection asks for everything",
    { Key },
    "read" as const,
    {
      "dynamodb:LeadingKeys": LEADING,
      "dynamodb:Attributes": ["pk", "sk"],
      "dynamodb:Select": ["ALL_ATTRIBUTES"],
    },
  ],
  [
    "a query names its partition",
    {
      KeyConditionExpression: "pk = :tenant AND begins_with(sk, :webhook)",
      ExpressionAttributeValues: { ":tenant": { S: "acme#production" } },
      ProjectionExpression: "sk, #f",
      ExpressionAttributeNames: { "#f": "filter" },
    },
    "read" as const,
    {
      "dynamodb:LeadingKeys": LEADING,
      "dynamodb:Attributes": ["pk", "sk", "filter"],
      "dynamodb:Select": ["SPECIFIC_ATTRIBUTES"],
    },
  ],
  [
    "a batch names all its partitions, a scan none",
    { Keys: [Key, { pk: { S: "x" }, sk: { S: "y" } }] },
    "read" as const,
    {
      "dynamodb:LeadingKeys": [...LEADING, "x"],
      "dynamodb:Attributes": ["pk", "sk"],
      "dynamodb:Select": ["ALL_ATTRIBUTES"],
    },
  ],
  [
    "a scan names what it filters by and asks for",
    {
      FilterExpression: "attribute_exists(#a) OR attribute_exists(b)",
      ProjectionExpression: "pk, #a",
      ExpressionAttributeNames: { "#a": "sealed" },
    },
    "read" as const,
    { "dynamodb:Attributes": ["sealed", "b", "pk"], "dynamodb:Select": ["SPECIFIC_ATTRIBUTES"] },
  ],
])("%s", (_, request, kind, context) => {
  expect(itemContext(request, kind)).toEqual(context);
});

test("ids in partitions are made equal, their kinds stay", () => {
  const leading = [
    "notification#acme#sandbox#0b1f",
    "acme#production",
    "evt_A",
    "A1#sandbox",
    "B2#sandbox",
  ];
  expect(withoutIds({ "dynamodb:LeadingKeys": leading, "dynamodb:Attributes": ["pk"] })).toEqual({
    "dynamodb:LeadingKeys": ["acme#production", "notification#acme#sandbox#x", "x", "x#sandbox"],
    "dynamodb:Attributes": ["pk"],
  });
  expect(withoutIds({ "dynamodb:Attributes": ["pk"] })).toEqual({ "dynamodb:Attributes": ["pk"] });
});
