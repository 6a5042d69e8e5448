import { randomUUID } from "node:crypto";

import { beforeAll, describe, expect, test } from "vitest";

/** A message as its consumer gets it. */
export interface QueueDelivery {
  readonly messageId: string;
  readonly body: string;
  readonly receiptHandle: string;
  readonly receiveCount: number;
}

/** A standard queue with a redrive queue, as the pipeline uses it. */
export interface StandardQueue {
  /** @returns the `messageId` */
  send(body: string, delaySeconds?: number): Promise<string>;
  /** Receives what is visible now, or becomes visible while it waits a moment. */
  receive(): Promise<QueueDelivery | undefined>;
  changeVisibility(receiptHandle: string, seconds: number): Promise<void>;
  delete(receiptHandle: string): Promise<void>;
  /** Receives from the redrive queue. */
  receiveRedriven(): Promise<QueueDelivery | undefined>;
  /** Lets time pass. */
  wait(seconds: number): Promise<void>;
}

/** Which queue a test wants. */
export interface StandardQueueOptions {
  readonly visibilityTimeoutSeconds: number;
  readonly maxReceiveCount: number;
}

/**
 * What a standard SQS queue does as far as the delivery protocol stands on it. Above all:
 * `messageId` is one and the same in SendMessage's reply, at every receive, and after SQS moved the
 * message to the redrive queue.
 */
export function standardQueueContract(
  open: (options: StandardQueueOptions) => Promise<StandardQueue>,
): void {
  describe("a message", () => {
    let queue: StandardQueue;

    beforeAll(async () => {
      queue = await open({ visibilityTimeoutSeconds: 2, maxReceiveCount: 100 });
    });

    test("is received with the id that its sender was told, and then not again", async () => {
      const body = randomUUID();
      const messageId = await queue.send(body);
      const received = await queue.receive();
      expect(received).toMatchObject({ messageId, body, receiveCount: 1 });
      expect(await queue.receive()).toBeUndefined();
      await queue.delete(received?.receiptHandle ?? "");
    });

    test("comes back after the visibility timeout, counted, under the same id", async () => {
      const messageId = await queue.send("comes back");
      const first = await queue.receive();
      await queue.wait(2.2);
      const second = await queue.receive();
      expect(first).toMatchObject({ messageId, receiveCount: 1 });
      expect(second).toMatchObject({ messageId, receiveCount: 2 });
      await queue.delete(second?.receiptHandle ?? "");
    });

    test("is not received before its delay is over, and keeps its id through it", async () => {
      const messageId = await queue.send("delayed", 2);
      expect(await queue.receive()).toBeUndefined();
      await queue.wait(2.2);
      const received = await queue.receive();
      expect(received).toMatchObject({ messageId, receiveCount: 1 });
      await queue.delete(received?.receiptHandle ?? "");
    });

    test("comes back when its consumer said, later than the visibility timeout or sooner", async () => {
      const messageId = await queue.send("held");
      const first = await queue.receive();
      await queue.changeVisibility(first?.receiptHandle ?? "", 4);
      await queue.wait(2.2);
      expect(await queue.receive()).toBeUndefined();
      await queue.wait(2);
      const second = await queue.receive();
      expect(second).toMatchObject({ messageId, receiveCount: 2 });
      await queue.changeVisibility(second?.receiptHandle ?? "", 0);
      const third = await queue.receive();
      expect(third).toMatchObject({ messageId, receiveCount: 3 });
      await queue.delete(third?.receiptHandle ?? "");
    });

    test("is gone once it is deleted", async () => {
      await queue.send("deleted");
      const received = await queue.receive();
      await queue.delete(received?.receiptHandle ?? "");
      await queue.wait(2.2);
      expect(await queue.receive()).toBeUndefined();
    });

    test("does not change its visibility once it is gone", async () => {
      await queue.send("gone");
      const received = await queue.receive();
      await queue.delete(received?.receiptHandle ?? "");
      const change = queue.changeVisibility(received?.receiptHandle ?? "", 1);
      await expect(change).rejects.toBeInstanceOf(Error);
    });

    test("has an id of its own, even with the same body", async () => {
      const ids = [await queue.send("twin"), await queue.send("twin")];
      expect(new Set(ids).size).toBe(2);
      const received = [await queue.receive(), await queue.receive()];
      expect(new Set(received.map((one) => one?.messageId))).toEqual(new Set(ids));
      for (const one of received) await queue.delete(one?.receiptHandle ?? "");
    });
  });

  describe("a message that was received too often", () => {
    test("is moved to the redrive queue instead, and keeps its id and its body there", async () => {
      const queue = await open({ visibilityTimeoutSeconds: 1, maxReceiveCount: 2 });
      const messageId = await queue.send("redriven", 1);
      await queue.wait(1.2);
      for (const receiveCount of [1, 2]) {
        expect(await queue.receive()).toMatchObject({ messageId, receiveCount });
        await queue.wait(1.2);
      }
      expect(await queue.receive()).toBeUndefined();
      const redriven = await queue.receiveRedriven();
      expect(redriven).toMatchObject({ messageId, body: "redriven" });
    });
  });
}
