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
import { makeFastClient } from "./fast-client.ts";

/** DynamoDB for the functions that every event, every delivery and every look at a lane passes. */
export function makeFastDynamoDb(): DynamoDBClient {
  const commands = { BatchGetItemCommand, BatchExecuteStatementCommand, QueryCommand };
  return makeFastClient(new DynamoDBClient(awsClientSettings), commands);
}

/** SQS for the same functions. */
export function makeFastSqs(): SQSClient {
  const commands = { SendMessageBatchCommand, ChangeMessageVisibilityBatchCommand };
  return makeFastClient(new SQSClient(sqsClientSettings), commands);
}
