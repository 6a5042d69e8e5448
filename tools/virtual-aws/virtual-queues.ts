import {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  ChangeMessageVisibilityBatchCommand,
  type ChangeMessageVisibilityBatchRequestEntry,
  EmptyBatchRequest,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  TooManyEntriesInBatchRequest,
} from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";

import type { Meter } from "../simulate/cost/usage.ts";
import { MemoryQueue, MessageNotInFlightError, type MemoryQueueOptions } from "./memory-queue.ts";
import type { QueuedMessage, ReceivedMessage } from "./queued-message.ts";

/**
 * A request is charged once for each started 64 KB of what it carries.
 * https://aws.amazon.com/sqs/pricing/
 */
const REQUEST_BYTES = 65_536;

/** Messages that Lambda takes from a queue at once: the batch size of every consumer. */
export const BATCH_SIZE = 10;

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const MOST_ENTRIES = 10;
const MOST_BYTES = 1_048_576;
const MOST_DELAY_SECONDS = 900;
const MOST_VISIBILITY_SECONDS = 43_200;

/**
 * Characters that no message may hold.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u;

/** How one queue behaves. */
export type VirtualQueueOptions = Pick<
  MemoryQueueOptions,
  "maxReceiveCount" | "retentionMs" | "mostInFlight" | "isFair" | "heedsOldHandle"
> & {
  readonly visibilityTimeoutSeconds: number;
  /** Name of the queue that messages are moved to which were received too often. */
  readonly redriveTo?: string;
};

/**
 * SQS as the functions and Lambda's pollers use it, in memory. Queues are known by the last part of
 * their URL.
 */
export class VirtualQueues {
  readonly #queues = new Map<string, MemoryQueue>();
  readonly #meter: Meter | undefined;
  #sent = 0;

  constructor(options: {
    /** By name. A queue that others redrive to redrives to none itself. */
    readonly queues: Readonly<Record<string, VirtualQueueOptions>>;
    /** Epoch milliseconds. */
    readonly now: () => number;
    readonly meter?: Meter;
  }) {
    this.#meter = options.meter;
    const entries = Object.entries(options.queues).toSorted(
      ([, one], [, other]) =>
        Number(one.redriveTo !== undefined) - Number(other.redriveTo !== undefined),
    );
    for (const [name, { visibilityTimeoutSeconds, redriveTo, ...behaviour }] of entries) {
      const queue = new MemoryQueue({
        ...behaviour,
        now: options.now,
        visibilityTimeoutMs: visibilityTimeoutSeconds * 1000,
        ...(redriveTo !== undefined && { redriveTo: this.queue(redriveTo) }),
      });
      this.#queues.set(name, queue);
    }
  }

  /**
   * Answers a command of the SDK.
   * @throws the exceptions of SQS for batches that it takes nothing of
   */
  answer(command: unknown): object {
    if (command instanceof SendMessageBatchCommand) {
      const { QueueUrl = "", Entries = [] } = command.input;
      return this.#sendBatch(nameIn(QueueUrl), Entries);
    }
    if (command instanceof ChangeMessageVisibilityBatchCommand) {
      const { QueueUrl = "", Entries = [] } = command.input;
      return this.#changeBatch(this.queue(nameIn(QueueUrl)), Entries);
    }
    throw new TypeError(`no virtual SQS answers ${command?.constructor.name}`);
  }

  queue(name: string): MemoryQueue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new TypeError(`there is no queue ${name}`);
    return queue;
  }

  /** The bus hands over one event: one request each, it knows no batches. */
  putFromBus(name: string, body: string): void {
    this.queue(name).send(this.#newId(), body);
    this.#meter?.add("SendMessage of the rule", { queueRequests: requestsOf([body]) });
  }

  /**
   * Lambda's poller takes a batch; polls that find nothing are not counted.
   * @param chosen takes these, where it is not up to the queue
   */
  receive(name: string, most = BATCH_SIZE, chosen?: readonly QueuedMessage[]): SQSRecord[] {
    const queue = this.queue(name);
    const received = chosen?.map((message) => queue.receive(message)) ?? queue.receiveUpTo(most);
    const records = received.filter((one) => one !== undefined).map(recordOf);
    const bodies = records.map(({ body }) => body);
    this.#meter?.add("ReceiveMessage", { queueRequests: requestsOf(bodies) });
    return records;
  }

  /** Lambda's poller deletes what its function did not report as failed. */
  delete(name: string, records: readonly SQSRecord[]): void {
    for (const { receiptHandle } of records) this.queue(name).delete(receiptHandle);
    if (records.length > 0) this.#meter?.add("DeleteMessageBatch", { queueRequests: 1 });
  }

  #sendBatch(name: string, entries: readonly SendMessageBatchRequestEntry[]): object {
    const queue = this.queue(name);
    const bodies = entries.map(({ MessageBody = "" }) => MessageBody);
    checkBatch(entries);
    if (bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0) > MOST_BYTES) {
      throw new BatchRequestTooLong({ message: "over 1 MiB", $metadata: {} });
    }
    const grouped = entries.filter(({ MessageGroupId }) => MessageGroupId !== undefined).length;
    this.#meter?.add(`SendMessageBatch to ${name}`, {
      queueRequests: requestsOf(bodies),
      ...(grouped === 0 ? {} : { fairMessages: grouped }),
    });
    return batchAnswer(entries, ({ MessageBody = "", DelaySeconds = 0, MessageGroupId }) => {
      if (!isWhole(DelaySeconds, MOST_DELAY_SECONDS)) return { code: "InvalidParameterValue" };
      if (MessageBody === "" || FORBIDDEN.test(MessageBody))
        return { code: "InvalidMessageContents" };
      return { MessageId: queue.send(this.#newId(), MessageBody, DelaySeconds, MessageGroupId) };
    });
  }

  #changeBatch(
    queue: MemoryQueue,
    entries: readonly ChangeMessageVisibilityBatchRequestEntry[],
  ): object {
    checkBatch(entries);
    this.#meter?.add("ChangeMessageVisibilityBatch", { queueRequests: 1 });
    return batchAnswer(entries, ({ ReceiptHandle = "", VisibilityTimeout = 0 }) => {
      if (!isWhole(VisibilityTimeout, MOST_VISIBILITY_SECONDS)) {
        return { code: "InvalidParameterValue" };
      }
      try {
        queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
        return {};
      } catch (error) {
        if (error instanceof MessageNotInFlightError) return { code: "InvalidParameterValue" };
        throw error;
      }
    });
  }

  /** As long as a real one: it is kept in records, and counts there. */
  #newId(): string {
    this.#sent += 1;
    return `00000000-0000-4000-8000-${String(this.#sent).padStart(12, "0")}`;
  }
}

/** What became of one entry of a batch: a code when it failed, by its sender's fault. */
interface EntryResult {
  readonly code?: string;
  readonly MessageId?: string;
}

interface Entry {
  readonly Id: string | undefined;
}

function batchAnswer<One extends Entry>(
  entries: readonly One[],
  answer: (entry: One) => EntryResult,
): object {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    const { code, MessageId } = answer(entry);
    if (code !== undefined) Failed.push({ Id: entry.Id, Code: code, SenderFault: true });
    else Successful.push({ Id: entry.Id, ...(MessageId !== undefined && { MessageId }) });
  }
  return { Successful, Failed };
}

function checkBatch(entries: readonly Entry[]): void {
  const refusal = { $metadata: {} };
  if (entries.length === 0) throw new EmptyBatchRequest({ message: "no entries", ...refusal });
  if (entries.length > MOST_ENTRIES) {
    throw new TooManyEntriesInBatchRequest({ message: "over 10 entries", ...refusal });
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new BatchEntryIdsNotDistinct({ message: "two entries of one id", ...refusal });
  }
}

function isWhole(seconds: number, most: number): boolean {
  return Number.isInteger(seconds) && seconds >= 0 && seconds <= most;
}

function nameIn(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}

function requestsOf(bodies: readonly string[]): number {
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  return Math.max(1, Math.ceil(bytes / REQUEST_BYTES));
}

function recordOf(received: ReceivedMessage): SQSRecord {
  const { messageId, body, sentAtMs, receiptHandle, receiveCount } = received;
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
