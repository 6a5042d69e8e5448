import type { DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import type { MemoryQueue } from "../../tools/virtual-aws/memory-queue.ts";

/** What a message on the deliveries queue says. */
export interface SentMessage {
  readonly deliveryId: string;
  readonly dispatch: number;
  /** As what its lane released it. */
  readonly as: "usual" | "probe" | "paced";
  /** Of a carried commit: `messageId` of the message that made the attempt. */
  readonly me?: string;
}

/** Reads the body of a message of the deliveries queue. */
export function readSent(body: string): SentMessage {
  const read = JSON.parse(body) as SentMessage & {
    readonly carriedCommit?: SentMessage;
    readonly probe?: true;
    readonly paced?: true;
  };
  const { deliveryId, dispatch, me } = read.carriedCommit ?? read;
  const as = read.probe === true ? "probe" : read.paced === true ? "paced" : "usual";
  return { deliveryId, dispatch, as, ...(me !== undefined && { me }) };
}

/** The messages of the deliveries queue, and those of them that were redriven. */
export class QueuedMessages {
  readonly #queues: readonly MemoryQueue[];
  readonly #sent = new Map<string, SentMessage>();
  /** Messages that were acked for a commit of theirs: mostly none. */
  readonly #carried = new Set<string>();

  constructor(queues: readonly MemoryQueue[]) {
    this.#queues = queues;
  }

  sent(messageId: string, message: SentMessage): void {
    this.#sent.set(messageId, message);
    if (message.me !== undefined) this.#carried.add(message.me);
  }

  deliveryOf(messageId: string): string {
    return this.#sent.get(messageId)?.deliveryId ?? "";
  }

  /** Whether the commit of a message was carried. */
  isCarried(messageId: string): boolean {
    return this.#carried.has(messageId);
  }

  /** Whether a message is there, or one that carries its commit. */
  isQueued(messageId: string): boolean {
    for (const { messages } of this.#queues) if (messages.has(messageId)) return true;
    return this.isCarried(messageId) && this.#some(({ me }) => me === messageId);
  }

  /** Whether there is a message of a delivery, if asked for with this dispatch. */
  hasMessage(id: string, dispatch?: number): boolean {
    return this.#some(
      (message) => message.deliveryId === id && message.dispatch === (dispatch ?? message.dispatch),
    );
  }

  /** Whether a message carries a commit of a delivery that can still be written. */
  hasCommit(id: string, record: DeliveryRecord | undefined): boolean {
    return this.#carried.size > 0 && this.#carriesCommit(id, record);
  }

  #carriesCommit(id: string, record: DeliveryRecord | undefined): boolean {
    const { dispatch = 0, status = "queued", carrier } = record ?? {};
    return (
      status === "queued" &&
      this.#some(
        ({ deliveryId, dispatch: seen, me }) =>
          deliveryId === id && me !== undefined && seen === dispatch && me === (carrier ?? me),
      )
    );
  }

  /** Deliveries of the commits that messages carry now. */
  carriedDeliveries(): string[] {
    return this.#queues.flatMap(({ messages }) =>
      [...messages.keys()].flatMap((messageId) => {
        const { deliveryId, me } = this.#sent.get(messageId) ?? {};
        return deliveryId === undefined || me === undefined ? [] : [deliveryId];
      }),
    );
  }

  #some(matches: (message: SentMessage) => boolean): boolean {
    for (const queue of this.#queues) {
      for (const messageId of queue.messages.keys()) {
        const message = this.#sent.get(messageId);
        if (message !== undefined && matches(message)) return true;
      }
    }
    return false;
  }
}
