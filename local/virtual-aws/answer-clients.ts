import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";

/** Answers one command of an AWS client. */
export type AnswerCommand = (command: unknown) => Promise<object>;

/** Who answers for each service. */
export interface VirtualServices {
  readonly dynamodb: AnswerCommand;
  readonly sqs: AnswerCommand;
  readonly stepFunctions: AnswerCommand;
  readonly eventBridge: AnswerCommand;
  readonly secretsManager: AnswerCommand;
}

/**
 * Lets every AWS client of this process be answered here, those that a function made for itself included: their `send` never
 * reaches the network. @returns puts it back
 */
export function answerClients(services: VirtualServices): () => void {
  const clients = [
    [DynamoDBClient, services.dynamodb],
    [SQSClient, services.sqs],
    [SFNClient, services.stepFunctions],
    [EventBridgeClient, services.eventBridge],
    [SecretsManagerClient, services.secretsManager],
  ] as const;
  for (const [{ prototype }, answer] of clients) {
    Object.defineProperty(prototype, "send", { value: answer, configurable: true });
  }
  return () => {
    for (const [{ prototype }] of clients) Reflect.deleteProperty(prototype, "send");
  };
}
