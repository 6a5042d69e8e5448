import { DeleteMessageCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";

import type { VirtualQueues } from "../../tools/virtual-aws/virtual-queues.ts";

/**
 * What SQS is asked for by mutants that do two things in the wrong order: to send under an id that
 * was chosen before, which is the `as` of the body, and to delete in the middle of an invocation.
 * @returns `undefined` for all that the real code asks for
 */
export function answerOutOfOrder(queues: VirtualQueues, command: object): object | undefined {
  if (command instanceof DeleteMessageCommand) {
    const { QueueUrl, ReceiptHandle = "" } = command.input;
    queueOf(queues, QueueUrl).delete(ReceiptHandle);
    return {};
  }
  if (!(command instanceof SendMessageBatchCommand)) return undefined;
  const { QueueUrl, Entries: [entry] = [] } = command.input;
  const { Id, MessageBody = "", DelaySeconds, MessageGroupId } = entry ?? {};
  if (!MessageBody.includes('"as":')) return undefined;
  const { as } = JSON.parse(MessageBody) as { as: string };
  const queue = queueOf(queues, QueueUrl);
  if (!queue.messages.has(as)) queue.send(as, MessageBody, DelaySeconds, MessageGroupId);
  return { Successful: [{ Id, MessageId: as }], Failed: [] };
}

function queueOf(queues: VirtualQueues, url = "") {
  return queues.queue(url.slice(url.lastIndexOf("/") + 1));
}
