import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";

import type { VirtualQueues } from "../../tools/virtual-aws/virtual-queues.ts";

/**
 * What SQS is asked for by mutants that do two things in the wrong order: to send under an id that
 * was chosen before, which is the `as` of the body, and to delete in the middle of an invocation.
 * @returns `undefined` for all that the real code asks for
 */
export function answerOutOfOrder(queues: VirtualQueues, command: object): object | undefined {
  if (command instanceof ChangeMessageVisibilityBatchCommand) {
    const { QueueUrl, Entries = [] } = command.input;
    const deleted = Entries.filter(({ VisibilityTimeout = 0 }) => VisibilityTimeout < 0);
    if (deleted.length === 0) return undefined;
    const queue = queueOf(queues, QueueUrl);
    for (const { ReceiptHandle = "" } of deleted) queue.delete(ReceiptHandle);
    const rest = Entries.filter((entry) => !deleted.includes(entry));
    return rest.length === 0
      ? {}
      : queues.answer(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: rest }));
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
