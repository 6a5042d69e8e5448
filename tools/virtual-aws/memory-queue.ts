import { Heap } from "./heap.ts";
import type { QueuedMessage, ReceivedMessage } from "./queued-message.ts";
import { ReadyMessages } from "./ready-messages.ts";

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
  /** Nothing is received while so many are in flight. @default what SQS allows */
  readonly mostInFlight?: number;
  /** Groups that hold many messages in flight wait for the others. @default false */
  readonly isFair?: boolean;
  /**
   * Asked when a message is deleted or changed by another handle than its last: whether that works.
   * SQS promises it for the last handle only.
   * @default it works
   */
  readonly heedsOldHandle?: () => boolean;
}

/** From when on a message is visible; what was said of it last holds. */
interface Showing {
  readonly message: QueuedMessage;
  readonly fromMs: number;
}

const SQS_RETENTION_MS = 14 * 86_400_000;

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const SQS_IN_FLIGHT = 120_000;

/**
 * A message comes back no later than 12 hours after its receive.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const MOST_INVISIBLE_MS = 43_200_000;

/**
 * The message is not one whose visibility SQS would change: it is gone, or visible, or out of sight
 * for too long.
 */
export class MessageNotInFlightError extends Error {
  override readonly name = "MessageNotInFlightError";
}

/**
 * A standard SQS queue: delays, visibility, receive counts, redrive, and a `messageId` that stays
 * the same through all of them. A consumer is given what was sent first, or may choose among what
 * is visible: a standard queue promises no order.
 */
export class MemoryQueue {
  readonly messages = new Map<string, QueuedMessage>();
  /** Told of every message that is deleted. */
  onDelete: (message: QueuedMessage) => void = () => undefined;
  readonly #options: MemoryQueueOptions;
  readonly #invisible = new Heap<Showing>((one, other) => one.fromMs < other.fromMs);
  readonly #ready: ReadyMessages<Showing>;
  readonly #inFlight = new Set<QueuedMessage>();
  #passedMs = -Infinity;
  #sent = 0;
  #receives = 0;
  /** No message was sent before this. */
  #oldestMs = Infinity;

  constructor(options: MemoryQueueOptions) {
    this.#options = options;
    this.#ready = new ReadyMessages(options.isFair ?? false);
  }

  /** Messages that were received and neither deleted nor visible again. */
  get inFlight(): number {
    this.#pass();
    return this.#inFlight.size;
  }

  /** Puts a message; `messageId` must be new. */
  send(messageId: string, body: string, delaySeconds = 0, groupId?: string): string {
    const sentAtMs = this.#pass();
    this.#sent += 1;
    const message: QueuedMessage = {
      messageId,
      body,
      groupId,
      number: this.#sent,
      sentAtMs,
      visibleAtMs: 0,
      receivedAtMs: 0,
      receiveCount: 0,
      receiptHandle: undefined,
    };
    this.#take(message, sentAtMs + delaySeconds * 1000);
    return messageId;
  }

  /** Whether `visible` gives any. */
  get hasVisible(): boolean {
    if (this.messages.size === 0) return false;
    const nowMs = this.#pass();
    for (const { visibleAtMs } of this.messages.values()) if (visibleAtMs <= nowMs) return true;
    return false;
  }

  /** The messages that a consumer could receive now. */
  visible(): QueuedMessage[] {
    const nowMs = this.#pass();
    const visible: QueuedMessage[] = [];
    for (const message of this.messages.values()) {
      if (message.visibleAtMs <= nowMs) visible.push(message);
    }
    return visible;
  }

  /**
   * Receives one message; `undefined` when there is none, or when it is moved to the redrive queue
   * instead.
   */
  receive(message = this.#next()): ReceivedMessage | undefined {
    const { visibilityTimeoutMs, maxReceiveCount = Infinity, redriveTo } = this.#options;
    const nowMs = this.#pass();
    if (message === undefined || !this.#hasRoom) return undefined;
    if (message.receiveCount >= maxReceiveCount && redriveTo !== undefined) {
      this.#remove(message);
      redriveTo.#take(message);
      return undefined;
    }
    this.#receives += 1;
    message.receiveCount += 1;
    message.receivedAtMs = nowMs;
    const receiptHandle = `${message.messageId}@${this.#receives}`;
    message.receiptHandle = receiptHandle;
    this.#show(message, nowMs + visibilityTimeoutMs);
    const { messageId, body, sentAtMs, receiveCount } = message;
    return { messageId, body, sentAtMs, receiptHandle, receiveCount };
  }

  /** Receives up to so many: those sent first, if the queue is not fair. */
  receiveUpTo(most: number): ReceivedMessage[] {
    const received: ReceivedMessage[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const one = this.receive(next);
      if (one !== undefined) received.push(one);
      else if (this.messages.has(next.messageId)) break; // too many are in flight
      if (received.length === most) break;
    }
    return received;
  }

  /** Deletes by handle. A message that is gone is no error. */
  delete(receiptHandle: string): void {
    const message = this.#find(receiptHandle);
    if (message !== undefined) {
      this.#remove(message);
      this.onDelete(message);
    }
  }

  /**
   * Changes when a received message comes back.
   * @throws MessageNotInFlightError
   */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const nowMs = this.#pass();
    const message = this.#find(receiptHandle);
    const untilMs = nowMs + seconds * 1000;
    if (message === undefined || message.visibleAtMs <= nowMs) {
      throw new MessageNotInFlightError(`${receiptHandle} is not in flight`);
    }
    if (untilMs > message.receivedAtMs + MOST_INVISIBLE_MS) {
      throw new MessageNotInFlightError(`${receiptHandle} would be in flight for over 12 h`);
    }
    this.#show(message, untilMs);
  }

  /** All messages are gone: with the queue, or by PurgeQueue. Nobody is told. */
  purge(): void {
    for (const message of this.messages.values()) this.#remove(message);
  }

  /**
   * SQS delivers at least once: a message that is in flight, or one that was deleted, shows up
   * again.
   */
  duplicate(message: QueuedMessage): void {
    this.#take(message);
  }

  /** When the next message becomes visible, if that is still to come. */
  nextVisibleAtMs(): number {
    this.#pass();
    for (;;) {
      const next = this.#invisible.first;
      if (next === undefined) return Infinity;
      if (this.#holds(next)) return next.fromMs;
      this.#invisible.pop();
    }
  }

  /** Whether anything could be received now. */
  get hasReady(): boolean {
    return this.#next() !== undefined && this.#hasRoom;
  }

  get #hasRoom(): boolean {
    return this.#inFlight.size < (this.#options.mostInFlight ?? SQS_IN_FLIGHT);
  }

  /** What is received next if nobody chooses. */
  #next(): QueuedMessage | undefined {
    this.#pass();
    const next = this.#ready.next((showing) => this.#holds(showing));
    return next?.message;
  }

  #take(message: QueuedMessage, fromMs = this.#options.now()): void {
    this.#show(message, fromMs);
    this.messages.set(message.messageId, message);
    this.#oldestMs = Math.min(this.#oldestMs, message.sentAtMs);
  }

  #remove(message: QueuedMessage): void {
    this.messages.delete(message.messageId);
    this.#land(message);
  }

  #show(message: QueuedMessage, fromMs: number): void {
    message.visibleAtMs = fromMs;
    this.#place({ message, fromMs });
  }

  /**
   * Among what is visible, or out of sight until it is; a message that was received is in flight
   * meanwhile.
   */
  #place(showing: Showing): void {
    const { message, fromMs } = showing;
    if (fromMs <= this.#options.now()) {
      this.#land(message);
      this.#ready.add(showing);
      return;
    }
    this.#invisible.push(showing);
    if (message.receiptHandle !== undefined && !this.#inFlight.has(message)) {
      this.#inFlight.add(message);
      this.#ready.tookOff(message);
    }
  }

  #land(message: QueuedMessage): void {
    if (this.#inFlight.delete(message)) this.#ready.landed(message);
  }

  #find(receiptHandle: string): QueuedMessage | undefined {
    const message = this.messages.get(receiptHandle.slice(0, receiptHandle.lastIndexOf("@")));
    const { heedsOldHandle = () => true } = this.#options;
    const isLast = message?.receiptHandle === receiptHandle;
    return isLast || heedsOldHandle() ? message : undefined;
  }

  /** Lets time pass: messages come into sight, and vanish when they are too old. @returns now */
  #pass(): number {
    const nowMs = this.#options.now();
    // Time may go back: of several functions that begin at one moment, one runs after the other.
    const shown = nowMs < this.#passedMs ? this.#ready.clear() : [];
    this.#passedMs = nowMs;
    for (const showing of shown) if (this.#holds(showing)) this.#place(showing);
    for (;;) {
      const next = this.#invisible.first;
      if (next === undefined || next.fromMs > nowMs) break;
      this.#invisible.pop();
      if (this.#holds(next)) this.#place(next);
    }
    const oldestMs = nowMs - (this.#options.retentionMs ?? SQS_RETENTION_MS);
    if (this.#oldestMs < oldestMs) {
      this.#oldestMs = Infinity;
      for (const message of this.messages.values()) {
        if (message.sentAtMs < oldestMs) this.#remove(message);
        else this.#oldestMs = Math.min(this.#oldestMs, message.sentAtMs);
      }
    }
    return nowMs;
  }

  #holds({ message, fromMs }: Showing): boolean {
    return message.visibleAtMs === fromMs && this.messages.get(message.messageId) === message;
  }
}
