import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  DynamoDBClient,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

import { awsClientSettings, sqsClientSettings } from "./aws-client-settings.ts";
import { makeQuickClient } from "./quick-client.ts";

/** DynamoDB for the functions that every event, every delivery and every look at a lane passes. */
export function makeQuickDynamoDb(): DynamoDBClient {
  const commands = { BatchGetItemCommand, BatchExecuteStatementCommand, QueryCommand };
  return makeQuickClient(new DynamoDBClient(awsClientSettings), commands);
}

/** SQS for the same functions. */
export function makeQuickSqs(): SQSClient {
  const commands = { SendMessageBatchCommand, ChangeMessageVisibilityBatchCommand };
  return makeQuickClient(new SQSClient(sqsClientSettings), commands);
}
