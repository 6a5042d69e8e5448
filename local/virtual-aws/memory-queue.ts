/** A message as the queue keeps it. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly sentAtMs: number;
  visibleAtMs: number;
  receiveCount: number;
  /** Handle of the last receive; `undefined` before the first. */
  receiptHandle: string | undefined;
}

/** A message as a consumer receives it. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly receiptHandle: string;
  readonly receiveCount: number;
}

/** How a queue behaves. */
export interface MemoryQueueOptions {
  readonly now: () => number;
  /** A received message comes back after so long unless it is deleted. */
  readonly visibilityTimeoutMs: number;
  /** From the receive after this one, a message is moved instead of received. */
  readonly maxReceiveCount?: number;
  readonly redriveTo?: MemoryQueue;
  /** Messages older than this vanish. SQS: at most 14 days. */
  readonly retentionMs?: number;
}

const SQS_RETENTION_MS = 14 * 86_400_000;

/** Neither the message nor its handle is one that SQS would take. */
export class MessageNotInFlightError extends Error {
  override readonly name = "MessageNotInFlightError";
}

/**
 * A standard SQS queue: delays, visibility, receive counts, redrive, and a `messageId` that stays the same through all of
 * them. Which of the visible messages comes next is the consumer's choice: a standard queue promises no order.
 */
export class MemoryQueue {
  readonly messages = new Map<string, QueuedMessage>();
  /** Told of every message that is deleted. */
  onDelete: (message: QueuedMessage) => void = () => undefined;
  readonly #options: MemoryQueueOptions;
  #receives = 0;

  constructor(options: MemoryQueueOptions) {
    this.#options = options;
  }

  /** Puts a message; `messageId` must be new. */
  send(messageId: string, body: string, delaySeconds = 0): string {
    const sentAtMs = this.#options.now();
    this.messages.set(messageId, {
      messageId,
      body,
      sentAtMs,
      visibleAtMs: sentAtMs + delaySeconds * 1000,
      receiveCount: 0,
      receiptHandle: undefined,
    });
    return messageId;
  }

  /** The messages that a consumer could receive now. */
  visible(): QueuedMessage[] {
    const nowMs = this.#options.now();
    this.#expire(nowMs);
    const found: QueuedMessage[] = [];
    for (const message of this.messages.values()) {
      if (message.visibleAtMs <= nowMs) {
        found.push(message);
      }
    }
    return found;
  }

  /** Receives one message; `undefined` when there is none, or when it is moved to the redrive queue instead. */
  receive(message = this.visible()[0]): ReceivedMessage | undefined {
    const { now, visibilityTimeoutMs, maxReceiveCount = Infinity, redriveTo } = this.#options;
    if (message === undefined) {
      return undefined;
    }
    if (message.receiveCount >= maxReceiveCount && redriveTo !== undefined) {
      this.messages.delete(message.messageId);
      redriveTo.#take(message);
      return undefined;
    }
    this.#receives += 1;
    message.receiveCount += 1;
    message.visibleAtMs = now() + visibilityTimeoutMs;
    const receiptHandle = `${message.messageId}@${this.#receives}`;
    message.receiptHandle = receiptHandle;
    const { messageId, body, receiveCount } = message;
    return { messageId, body, receiptHandle, receiveCount };
  }

  /** Deletes by handle. An older handle of a message still deletes it, as SQS mostly does; one that is gone is no error. */
  delete(receiptHandle: string): void {
    const message = this.messages.get(messageIdOf(receiptHandle));
    if (message !== undefined) {
      this.messages.delete(message.messageId);
      this.onDelete(message);
    }
  }

  /**
   * Changes when a received message comes back.
   * @throws MessageNotInFlightError when the message is gone or visible
   */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.messages.get(messageIdOf(receiptHandle));
    const nowMs = this.#options.now();
    if (message === undefined || message.visibleAtMs <= nowMs) {
      throw new MessageNotInFlightError(`${receiptHandle} is not in flight`);
    }
    message.visibleAtMs = nowMs + seconds * 1000;
  }

  /** SQS delivers at least once: a message that is in flight, or one that was deleted, shows up again. */
  duplicate(message: QueuedMessage): void {
    this.messages.set(message.messageId, message);
    message.visibleAtMs = this.#options.now();
  }

  /** When the next message becomes visible, if that is still to come. */
  nextVisibleAtMs(): number {
    const nowMs = this.#options.now();
    let next = Infinity;
    for (const { visibleAtMs } of this.messages.values()) {
      if (visibleAtMs > nowMs && visibleAtMs < next) {
        next = visibleAtMs;
      }
    }
    return next;
  }

  #take(message: QueuedMessage): void {
    message.visibleAtMs = this.#options.now();
    this.messages.set(message.messageId, message);
  }

  #expire(nowMs: number): void {
    const oldestMs = nowMs - (this.#options.retentionMs ?? SQS_RETENTION_MS);
    for (const message of this.messages.values()) {
      if (message.sentAtMs < oldestMs) {
        this.messages.delete(message.messageId);
      }
    }
  }
}

function messageIdOf(receiptHandle: string): string {
  return receiptHandle.slice(0, receiptHandle.lastIndexOf("@"));
}
