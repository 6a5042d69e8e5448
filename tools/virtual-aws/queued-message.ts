/** A message as the queue keeps it. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly groupId: string | undefined;
  /** Messages of a queue are numbered as they were sent. */
  readonly number: number;
  readonly sentAtMs: number;
  visibleAtMs: number;
  receivedAtMs: number;
  receiveCount: number;
  /** Handle of the last receive; `undefined` before the first. */
  receiptHandle: string | undefined;
}

/** A message as a consumer receives it. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly sentAtMs: number;
  readonly receiptHandle: string;
  readonly receiveCount: number;
}
