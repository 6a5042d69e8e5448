import { setTimeout as sleep } from "node:timers/promises";

import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

import type { TestCloud } from "./cloud.ts";

/** Looks into a deployed queue, by its name in the cloud file: `dropped`, `rejected_events` … */
export interface QueueProbe {
  send(body: string): Promise<void>;
  /**
   * Takes messages off the queue until so many that `isMine` accepts have come; the others stay for
   * those who want them.
   *
   * @returns their bodies, parsed
   * @throws {Error} that says how many came, after `timeoutMs` (default 30 s)
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows what it takes
  take(count: number, isMine: (body: any) => boolean, timeoutMs?: number): Promise<any[]>;
  /** Messages in it: visible, in flight and delayed. */
  depth(): Promise<number>;
}

/** Long enough to sort a batch out; short, so that what a dying test held comes back. */
const SORTING_SECONDS = 10;

/** A probe of one queue. */
export function queueProbe(cloud: TestCloud, name: string): QueueProbe {
  const url = cloud.queues[name];
  if (url === undefined)
    throw new Error(`no queue ${name}: ${Object.keys(cloud.queues).join(", ")}`);
  const sqs = new SQSClient(cloud.client);

  async function takeSome(isMine: (body: unknown) => boolean): Promise<unknown[]> {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: SORTING_SECONDS,
      }),
    );
    const received = messages.map(({ Body: text = "", ReceiptHandle: handle }, index) => ({
      body: JSON.parse(text) as unknown,
      entry: { Id: String(index), ReceiptHandle: handle },
    }));
    const mine = received.filter(({ body }) => isMine(body));
    const others = received.filter(({ body }) => !isMine(body));
    if (mine.length > 0) {
      const entries = mine.map(({ entry }) => entry);
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    }
    if (others.length > 0) {
      const entries = others.map(({ entry: { Id, ReceiptHandle } }) => ({
        Id,
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries: entries }));
    }
    return mine.map(({ body }) => body);
  }

  return {
    async send(body) {
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
    },
    async take(count, isMine, timeoutMs = 30_000) {
      const taken: unknown[] = [];
      const deadlineMs = Date.now() + timeoutMs;
      while (taken.length < count) {
        const some = await takeSome(isMine);
        taken.push(...some);
        if (Date.now() > deadlineMs) {
          throw new Error(
            `${taken.length} of ${count} messages came to ${name} in ${timeoutMs} ms`,
          );
        }
        if (some.length === 0) await sleep(100);
      }
      return taken;
    },
    async depth() {
      const { Attributes: attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
      );
      return (
        Number(attributes?.ApproximateNumberOfMessages) +
        Number(attributes?.ApproximateNumberOfMessagesNotVisible) +
        Number(attributes?.ApproximateNumberOfMessagesDelayed)
      );
    },
  };
}
