import { expect, test } from "vitest";

import { usedRights } from "./used-rights.ts";

test.each<[string, object, ...string[]]>([
  ["DynamoDB_20120810.PutItem", { TableName: "t" }, "dynamodb:PutItem t"],
  ["DynamoDB_20120810.Query", { TableName: "t" }, "dynamodb:Query t"],
  ["DynamoDB_20120810.Query", { TableName: "t", IndexName: "i" }, "dynamodb:Query t/index/i"],
  [
    "DynamoDB_20120810.BatchGetItem",
    { RequestItems: { t: {}, u: {} } },
    "dynamodb:BatchGetItem t",
    "dynamodb:BatchGetItem u",
  ],
  [
    "DynamoDB_20120810.TransactWriteItems",
    {
      TransactItems: [
        { Put: { TableName: "t" } },
        { Update: { TableName: "t" } },
        { ConditionCheck: { TableName: "u" } },
      ],
    },
    "dynamodb:PutItem t",
    "dynamodb:UpdateItem t",
    "dynamodb:ConditionCheckItem u",
  ],
  [
    "DynamoDB_20120810.BatchExecuteStatement",
    {
      Statements: [
        { Statement: `INSERT INTO "t" VALUE {'pk': ?}` },
        { Statement: `update "t" SET "a" = ? WHERE "pk" = ?` },
        { Statement: `SELECT * FROM "t"."i" WHERE "pk" = ?` },
      ],
    },
    "dynamodb:PartiQLInsert t",
    "dynamodb:PartiQLUpdate t",
    "dynamodb:PartiQLSelect t/index/i",
  ],
  ["AmazonSQS.SendMessageBatch", { QueueUrl: "https://q" }, "sqs:SendMessage https://q"],
  ["AWSEvents.PutEvents", { Entries: [{ EventBusName: "b" }] }, "events:PutEvents b"],
  ["Logs_20140328.PutLogEvents", { logGroupName: "/g" }, "logs:PutLogEvents /g"],
  ["AWSStepFunctions.StartExecution", { stateMachineArn: "arn" }, "states:StartExecution arn"],
  [
    "AWSStepFunctions.StopExecution",
    { executionArn: "arn" },
    "unknown:AWSStepFunctions.StopExecution ?",
  ],
])("%s needs the rights of what it does", (target, request, ...rights) => {
  const used = usedRights(target, JSON.stringify(request));
  expect(used.map(({ action, resource }) => `${action} ${resource}`)).toEqual(rights);
});

test("each part of a transaction is judged for itself", () => {
  const part = (pk: string, name: string) => ({
    Update: { TableName: "t", Key: { pk: { S: pk } }, UpdateExpression: `ADD ${name} :one` },
  });
  const request = { TransactItems: [part("a", "version"), part("b", "revision")] };
  const used = usedRights("DynamoDB_20120810.TransactWriteItems", JSON.stringify(request));
  expect(used.map(({ context }) => context)).toMatchObject([
    { "dynamodb:LeadingKeys": ["a"], "dynamodb:Attributes": ["pk", "version"] },
    { "dynamodb:LeadingKeys": ["b"], "dynamodb:Attributes": ["pk", "revision"] },
  ]);
});
