import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
} from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";

import type { Meter } from "../simulate/cost/usage.ts";
import { LATENCY_MS } from "./latencies.ts";
import { MemoryQueue } from "./memory-queue.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A request is charged once for each started 64 KB of what it carries. https://aws.amazon.com/sqs/pricing/ */
const REQUEST_BYTES = 65_536;

/** Messages that Lambda takes from a queue at once: the batch size of every consumer. */
export const BATCH_SIZE = 10;

/** SQS as the functions and Lambda's pollers use it, in memory. Queues are known by the last part of their URL. */
export class VirtualQueues {
  readonly #queues: ReadonlyMap<string, MemoryQueue>;
  readonly #meter: Meter;
  readonly #clock: VirtualClock;
  #sent = 0;

  constructor(
    visibilityTimeoutSeconds: Readonly<Record<string, number>>,
    meter: Meter,
    clock: VirtualClock,
  ) {
    this.#meter = meter;
    this.#clock = clock;
    this.#queues = new Map(
      Object.entries(visibilityTimeoutSeconds).map(([name, seconds]) => [
        name,
        new MemoryQueue({ now: () => clock.nowMs, visibilityTimeoutMs: seconds * 1000 }),
      ]),
    );
  }

  /** Answers a command of the SDK. */
  async send(command: unknown): Promise<object> {
    await this.#clock.pass(LATENCY_MS.queue);
    if (command instanceof SendMessageBatchCommand) {
      const { QueueUrl = "", Entries = [] } = command.input;
      return this.#sendBatch(QueueUrl.split("/").at(-1) ?? "", Entries);
    }
    if (command instanceof ChangeMessageVisibilityBatchCommand) {
      const { QueueUrl = "", Entries = [] } = command.input;
      const queue = this.queue(QueueUrl.split("/").at(-1) ?? "");
      for (const { ReceiptHandle = "", VisibilityTimeout = 0 } of Entries) {
        queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
      }
      this.#meter.add("ChangeMessageVisibilityBatch", { queueRequests: 1 });
      return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
    }
    throw new Error(`no virtual SQS answers ${command?.constructor.name}`);
  }

  queue(name: string): MemoryQueue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new Error(`there is no queue ${name}`);
    return queue;
  }

  /** The bus hands over one event: one request each, it knows no batches. */
  putFromBus(name: string, body: string): void {
    this.queue(name).send(this.#newId(), body);
    this.#meter.add("SendMessage of the rule", { queueRequests: requestsOf([body]) });
  }

  /** Lambda's poller takes a batch; polls that find nothing are not counted. */
  receive(name: string): SQSRecord[] {
    const queue = this.queue(name);
    const records = queue
      .visible()
      .slice(0, BATCH_SIZE)
      .flatMap((message) => {
        const received = queue.receive(message);
        return received === undefined ? [] : [recordOf(received, message.sentAtMs)];
      });
    const bodies = records.map(({ body }) => body);
    this.#meter.add("ReceiveMessage", { queueRequests: requestsOf(bodies) });
    return records;
  }

  /** Lambda's poller deletes what its function did not report as failed. */
  delete(name: string, records: readonly SQSRecord[]): void {
    for (const { receiptHandle } of records) this.queue(name).delete(receiptHandle);
    if (records.length > 0) this.#meter.add("DeleteMessageBatch", { queueRequests: 1 });
  }

  #sendBatch(name: string, entries: readonly SendMessageBatchRequestEntry[]): object {
    const grouped = entries.filter(({ MessageGroupId }) => MessageGroupId !== undefined).length;
    this.#meter.add(`SendMessageBatch to ${name}`, {
      queueRequests: requestsOf(entries.map(({ MessageBody = "" }) => MessageBody)),
      ...(grouped === 0 ? {} : { fairMessages: grouped }),
    });
    return {
      Failed: [],
      Successful: entries.map(({ Id, MessageBody = "", DelaySeconds = 0 }) => ({
        Id,
        MessageId: this.queue(name).send(this.#newId(), MessageBody, DelaySeconds),
      })),
    };
  }

  /** As long as a real one: it is kept in records, and counts there. */
  #newId(): string {
    this.#sent += 1;
    return `00000000-0000-4000-8000-${String(this.#sent).padStart(12, "0")}`;
  }
}

function requestsOf(bodies: readonly string[]): number {
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  return Math.max(1, Math.ceil(bytes / REQUEST_BYTES));
}

function recordOf(
  received: { messageId: string; body: string; receiptHandle: string; receiveCount: number },
  sentAtMs: number,
): SQSRecord {
  const { messageId, body, receiptHandle, receiveCount } = received;
  return {
    messageId,
    body,
    receiptHandle,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(sentAtMs),
      SenderId: "virtual",
      ApproximateFirstReceiveTimestamp: String(sentAtMs),
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:virtual",
    awsRegion: "us-east-1",
  };
}
