import {
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import { batchCalls, type BatchScope } from "../aws-client/batch-calls.ts";
import { queueableJson } from "../domain/queueable-json.ts";

/** A message to send. */
export interface OutgoingMessage {
  /** JSON. */
  readonly body: string;
  /** 0 … 900. */
  readonly delaySeconds?: number;
  /** On a standard queue: SQS serves the groups fairly. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html */
  readonly groupId?: string;
}

/** Sends one message; many at once become one request. Resolves to the `messageId`. */
export type SendMessage = (message: OutgoingMessage) => Promise<string>;

/** SQS limits. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MOST_MESSAGES = 10;
const MOST_BYTES = 1_048_576;
/** What an entry may weigh besides its body, generously. */
const OVERHEAD_BYTES = 256;
/** Sends the failed entries of a request again so often before giving up on them. */
const MOST_ROUNDS = 3;

/** SQS took a request but not this message. */
export class MessageNotSentError extends Error {
  readonly code = "MESSAGE_NOT_SENT";
  override readonly name = "MessageNotSentError";
}

/** One queue to send to. */
export function makeQueueSender(options: {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly batch: BatchScope;
}): SendMessage {
  const { sqs, queueUrl, batch } = options;

  async function call(
    messages: readonly OutgoingMessage[],
  ): Promise<(string | MessageNotSentError)[]> {
    const results = new Map<string, string | MessageNotSentError>();
    let entries = messages.map((message, index) => entryOf(message, String(index)));
    for (let round = 0; entries.length > 0 && round < MOST_ROUNDS; round += 1) {
      let answer: SendMessageBatchCommandOutput;
      try {
        answer = await sqs.send(
          new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }),
        );
      } catch (error) {
        if (round === 0) {
          throw error;
        }
        break; // what an earlier round sent is sent: only the rest has failed
      }
      const { Successful = [], Failed = [] } = answer;
      for (const { Id = "", MessageId = "" } of Successful) {
        results.set(Id, MessageId);
      }
      for (const { Id = "", Code = "" } of Failed) {
        results.set(Id, new MessageNotSentError(`SQS did not take a message: ${Code}`));
      }
      const again = new Set(
        Failed.filter(({ SenderFault }) => SenderFault !== true).map(({ Id }) => Id),
      );
      entries = entries.filter(({ Id }) => again.has(Id));
    }
    return messages.map(
      (_, index) =>
        results.get(String(index)) ?? new MessageNotSentError("SQS did not answer for a message"),
    );
  }

  const send = batchCalls({
    batch,
    most: MOST_MESSAGES,
    mostBytes: MOST_BYTES,
    bytesOf: ({ body }) => Buffer.byteLength(body) + OVERHEAD_BYTES,
    call,
  });
  return async (message) => {
    const result = await send(message);
    if (result instanceof MessageNotSentError) {
      throw result;
    }
    return result;
  };
}

function entryOf(message: OutgoingMessage, id: string): SendMessageBatchRequestEntry {
  return {
    Id: id,
    MessageBody: queueableJson(message.body),
    ...(message.delaySeconds === undefined ? {} : { DelaySeconds: message.delaySeconds }),
    ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
  };
}
