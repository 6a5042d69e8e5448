import { itemContext } from "./dynamo-context.ts";
import type { RequestContext } from "./iam-conditions.ts";

/**
 * A right that a call to AWS needs: an IAM action, and what it is done to, as the request names it.
 */
export interface UsedRight {
  /**
   * `sqs:SendMessage`; for a call that is not known here `unknown:<operation>`, which no policy
   * allows.
   */
  readonly action: string;
  /**
   * Table name (with `/index/<name>`), queue URL, secret id, bus name, log group name, state
   * machine ARN.
   */
  readonly resource: string;
  /** What conditions may ask about it. */
  readonly context?: RequestContext;
}

type Request = Readonly<Record<string, unknown>>;
type RightsOf = (request: Request) => readonly UsedRight[];

/**
 * What each operation needs, by its `x-amz-target`. From the service authorization reference:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html and its neighbours.
 */
const RIGHTS: Readonly<Record<string, RightsOf>> = {
  "DynamoDB_20120810.GetItem": onTable("dynamodb:GetItem", "read"),
  "DynamoDB_20120810.PutItem": onTable("dynamodb:PutItem", "write"),
  "DynamoDB_20120810.UpdateItem": onTable("dynamodb:UpdateItem", "write"),
  "DynamoDB_20120810.DeleteItem": onTable("dynamodb:DeleteItem", "write"),
  "DynamoDB_20120810.Query": onTable("dynamodb:Query", "read"),
  "DynamoDB_20120810.Scan": onTable("dynamodb:Scan", "read"),
  "DynamoDB_20120810.BatchGetItem": onTables("dynamodb:BatchGetItem"),
  "DynamoDB_20120810.BatchWriteItem": onTables("dynamodb:BatchWriteItem"),
  "DynamoDB_20120810.ExecuteStatement": (request) => [statementRight(request)],
  "DynamoDB_20120810.BatchExecuteStatement": ({ Statements: statements }) =>
    (statements as Request[]).map((statement) => statementRight(statement)),
  // No right of its own: it needs those of its parts. (There is no `dynamodb:TransactWriteItems`.)
  "DynamoDB_20120810.TransactWriteItems": ({ TransactItems: items }) =>
    (items as Record<string, Request>[]).flatMap((item) =>
      Object.entries(item).flatMap(([part, request]) =>
        onTable(
          part === "ConditionCheck" ? "dynamodb:ConditionCheckItem" : `dynamodb:${part}Item`,
          "write",
        )(request),
      ),
    ),
  // The batch forms of SQS need the right of the single form.
  "AmazonSQS.SendMessage": onQueue("sqs:SendMessage"),
  "AmazonSQS.SendMessageBatch": onQueue("sqs:SendMessage"),
  "AmazonSQS.ChangeMessageVisibility": onQueue("sqs:ChangeMessageVisibility"),
  "AmazonSQS.ChangeMessageVisibilityBatch": onQueue("sqs:ChangeMessageVisibility"),
  "AmazonSQS.GetQueueAttributes": onQueue("sqs:GetQueueAttributes"),
  "AWSEvents.PutEvents": ({ Entries: entries }) =>
    (entries as Request[]).map(({ EventBusName: bus }) => ({
      action: "events:PutEvents",
      resource: String(bus),
    })),
  "Logs_20140328.CreateLogStream": onLogGroup("logs:CreateLogStream"),
  "Logs_20140328.PutLogEvents": onLogGroup("logs:PutLogEvents"),
  "secretsmanager.GetSecretValue": ({ SecretId: secret }) => [
    { action: "secretsmanager:GetSecretValue", resource: String(secret) },
  ],
  "secretsmanager.PutSecretValue": ({ SecretId: secret }) => [
    { action: "secretsmanager:PutSecretValue", resource: String(secret) },
  ],
  "secretsmanager.UpdateSecretVersionStage": ({ SecretId: secret }) => [
    { action: "secretsmanager:UpdateSecretVersionStage", resource: String(secret) },
  ],
  "AWSStepFunctions.StartExecution": ({ stateMachineArn: machine }) => [
    { action: "states:StartExecution", resource: String(machine) },
  ],
};

/**
 * The rights that one request to AWS needs.
 *
 * @param target header `x-amz-target`: service and operation
 * @param body the request's JSON text
 */
export function usedRights(target: string, body: string): readonly UsedRight[] {
  const rightsOf = RIGHTS[target];
  if (rightsOf === undefined) return [{ action: `unknown:${target}`, resource: "?" }];
  return rightsOf(JSON.parse(body) as Request);
}

function onTable(action: string, kind: "read" | "write"): RightsOf {
  return (request) => {
    const { TableName: table, IndexName: index } = request;
    const context = itemContext(request, kind);
    return [{ action, resource: resourceOf(table, index), context }];
  };
}

function onTables(action: string): RightsOf {
  return ({ RequestItems: tables }) =>
    Object.entries(tables as Record<string, Request>).map(([resource, request]) => ({
      action,
      resource,
      context: itemContext(request, "read"),
    }));
}

function onQueue(action: string): RightsOf {
  return ({ QueueUrl: url }) => [{ action, resource: String(url) }];
}

function onLogGroup(action: string): RightsOf {
  return ({ logGroupName: group }) => [{ action, resource: String(group) }];
}

const TABLE_IN_STATEMENT = /"(?<table>[^"]+)"(?:\."(?<index>[^"]+)")?/u;

/** A PartiQL statement: its verb decides, and the first quoted name is the table. */
function statementRight({ Statement: statement }: Request): UsedRight {
  const text = String(statement);
  const verb = /^\s*(insert|update|delete|select)\b/i.exec(text)?.[1]?.toLowerCase() ?? "?";
  const { table, index } = TABLE_IN_STATEMENT.exec(text)?.groups ?? {};
  return {
    action: `dynamodb:PartiQL${verb.slice(0, 1).toUpperCase()}${verb.slice(1)}`,
    resource: resourceOf(table, index),
  };
}

function resourceOf(table: unknown, index: unknown): string {
  return [table, ...(index === undefined ? [] : ["index", index])].join("/");
}
