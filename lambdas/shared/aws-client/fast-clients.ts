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

import { awsClientSettings, CLIENTS_ARE_FAST, sqsClientSettings } from "./aws-client-settings.ts";
import { makeFastClient } from "./fast-client.ts";

/** The operations that every event, every delivery or every look at a lane takes. */
export const FAST_COMMANDS = {
  dynamodb: { BatchGetItemCommand, BatchExecuteStatementCommand, QueryCommand },
  sqs: { SendMessageBatchCommand, ChangeMessageVisibilityBatchCommand },
} as const;

const makeClient: typeof makeFastClient = CLIENTS_ARE_FAST ? makeFastClient : (client) => client;

/** DynamoDB for the functions with such operations. */
export function makeFastDynamoDb(): DynamoDBClient {
  return makeClient(new DynamoDBClient(awsClientSettings), FAST_COMMANDS.dynamodb);
}

/** SQS for the same functions. */
export function makeFastSqs(): SQSClient {
  return makeClient(new SQSClient(sqsClientSettings), FAST_COMMANDS.sqs);
}
