import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import {
  VirtualQueues,
  type VirtualQueueOptions,
} from "../../../tools/virtual-aws/virtual-queues.ts";

const QueueUrl = "https://sqs.us-east-1.amazonaws.com/1/queue";

function open(options: Partial<VirtualQueueOptions> = {}) {
  const clock = { nowMs: 1_000_000 };
  const queues = new VirtualQueues({
    queues: {
      queue: { visibilityTimeoutSeconds: 30, ...options },
      redrive: { visibilityTimeoutSeconds: 30 },
    },
    now: () => clock.nowMs,
  });
  const send = (entries: readonly object[]) =>
    queues.answer(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: entries.map((entry, index) => ({ Id: `${index}`, MessageBody: "{}", ...entry })),
      }),
    );
  const receive = (most?: number) => queues.receive("queue", most);
  const change = (entries: readonly (readonly [handle: string, seconds: number])[]) =>
    queues.answer(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: entries.map(([ReceiptHandle, VisibilityTimeout], index) => ({
          Id: `${index}`,
          ReceiptHandle,
          VisibilityTimeout,
        })),
      }),
    );
  return { clock, queues, queue: queues.queue("queue"), send, receive, change };
}

/** So many messages of a group. */
function many(count: number, MessageGroupId: string) {
  return Array.from({ length: count }, () => ({ MessageGroupId, MessageBody: MessageGroupId }));
}

describe("a batch", () => {
  test.each([
    [[], "EmptyBatchRequest"],
    [many(11, "a"), "TooManyEntriesInBatchRequest"],
    [[{ Id: "x" }, { Id: "x" }], "BatchEntryIdsNotDistinct"],
    [
      [{ MessageBody: "x".repeat(600_000) }, { MessageBody: "é".repeat(300_000) }],
      "BatchRequestTooLong",
    ],
  ])("that SQS takes nothing of is refused", (entries, name) => {
    const { send, queue } = open();
    expect(() => send(entries)).toThrow(expect.objectContaining({ name }));
    expect(queue.messages.size).toBe(0);
  });

  test("is taken but for the entries that SQS refuses", () => {
    const { send, queue } = open();
    const entries = [
      { DelaySeconds: 901 },
      { DelaySeconds: 900 },
      { MessageBody: "\uFFFE" },
      { MessageBody: "" },
    ];
    const refused = (Id: string, Code: string) => ({ Id, Code, SenderFault: true });
    expect(send(entries)).toEqual({
      Successful: [{ Id: "1", MessageId: expect.any(String) }],
      Failed: [
        refused("0", "InvalidParameterValue"),
        refused("2", "InvalidMessageContents"),
        refused("3", "InvalidMessageContents"),
      ],
    });
    expect(queue.messages.size).toBe(1);
  });

  test("of visibilities is changed but for what is gone, visible, or out of sight for too long", () => {
    const { clock, send, receive, change, queues, queue } = open();
    send([{}, {}, {}, {}]);
    const [one, gone, visible, other] = receive().map(({ receiptHandle }) => receiptHandle);
    queue.delete(gone!);
    change([[visible!, 0]]);
    clock.nowMs += 1000;
    const Failed = ["1", "2", "3", "4"].map((Id) => ({
      Id,
      Code: "InvalidParameterValue",
      SenderFault: true,
    }));
    expect(
      change([
        [one!, 40],
        [gone!, 40],
        [visible!, 40],
        [other!, 43_200],
        [other!, 43_201],
      ]),
    ).toEqual({ Successful: [{ Id: "0" }], Failed });
    clock.nowMs += 30_000;
    expect(queues.receive("queue")).toHaveLength(2);
  });
});

describe("a message", () => {
  test("vanishes 14 days after it was sent, wherever it is by then", () => {
    const { clock, send, receive, queues } = open({ maxReceiveCount: 1, redriveTo: "redrive" });
    send([{}]);
    receive();
    clock.nowMs += 30_000;
    expect(receive()).toEqual([]);
    const redrive = queues.queue("redrive");
    expect(redrive.visible()).toHaveLength(1);
    clock.nowMs = 1_000_000 + 14 * 86_400_000;
    expect(redrive.visible()).toHaveLength(1);
    clock.nowMs += 1;
    expect(redrive.visible()).toEqual([]);
    expect(redrive.receive()).toBeUndefined();
  });

  test("may come again while it is in flight, and after it was deleted", () => {
    const { send, receive, queue } = open();
    send([{}]);
    const [message] = queue.visible();
    const [first] = receive();
    expect(receive()).toEqual([]);
    queue.duplicate(message!);
    const [second] = receive();
    expect(second).toMatchObject({ messageId: first?.messageId });
    queue.delete(second!.receiptHandle);
    queue.duplicate(message!);
    expect(receive()).toMatchObject([{ messageId: first?.messageId }]);
  });

  test("that was received again is deleted by its first handle, or is not", () => {
    const heeds = { old: false };
    const { clock, send, receive, queue } = open({ heedsOldHandle: () => heeds.old });
    send([{}]);
    const [first] = receive();
    clock.nowMs += 30_000;
    receive();
    queue.delete(first!.receiptHandle);
    expect(queue.messages.size).toBe(1);
    heeds.old = true;
    queue.delete(first!.receiptHandle);
    expect(queue.messages.size).toBe(0);
  });

  test("is received by who chooses it", () => {
    const { send, queues, queue } = open();
    send([{}, { MessageBody: "chosen" }]);
    const chosen = queue.visible().filter(({ body }) => body === "chosen");
    expect(queues.receive("queue", 10, chosen)).toMatchObject([{ body: "chosen" }]);
  });
});

describe("a queue", () => {
  test("gives nothing while too many are in flight, and what is there again afterwards", () => {
    const { clock, send, receive, change, queue } = open({ mostInFlight: 3 });
    send([{}, {}, {}, {}, { DelaySeconds: 60 }]);
    const received = receive();
    expect(received).toHaveLength(3);
    expect(queue.inFlight).toBe(3);
    expect(receive()).toEqual([]);
    queue.delete(received[0]!.receiptHandle);
    change([[received[1]!.receiptHandle, 0]]);
    expect(queue.inFlight).toBe(1);
    expect(receive()).toHaveLength(2);
    clock.nowMs += 30_000;
    expect(queue.inFlight).toBe(0);
  });

  test("gives what was sent first, also to one that asks for more than there is", () => {
    const { send, receive } = open();
    send([{ MessageBody: "1" }, { MessageBody: "2", DelaySeconds: 1 }, { MessageBody: "3" }]);
    expect(receive(1).map(({ body }) => body)).toEqual(["1"]);
    expect(receive().map(({ body }) => body)).toEqual(["3"]);
  });

  test("tells when something comes into sight next", () => {
    const { clock, send, receive, change, queue } = open();
    expect(queue.nextVisibleAtMs()).toBe(Infinity);
    send([{ DelaySeconds: 5 }, {}]);
    expect(queue.nextVisibleAtMs()).toBe(clock.nowMs + 5_000);
    const [received] = receive();
    change([[received!.receiptHandle, 2]]);
    expect(queue.nextVisibleAtMs()).toBe(clock.nowMs + 2_000);
    queue.delete(received!.receiptHandle);
    expect(queue.nextVisibleAtMs()).toBe(clock.nowMs + 5_000);
  });

  test("shows nothing from the future when time goes back", () => {
    const { clock, send, receive, queue } = open();
    clock.nowMs += 100;
    send([{}]);
    clock.nowMs -= 100;
    expect(queue.visible()).toEqual([]);
    expect(receive()).toEqual([]);
    expect(queue.nextVisibleAtMs()).toBe(clock.nowMs + 100);
    clock.nowMs += 100;
    expect(receive()).toHaveLength(1);
  });
});

describe("a group that holds many messages in flight", () => {
  /** Groups of what is received when one group has much in flight and one comes later. */
  function receivedGroups(isFair: boolean): string[] {
    const { send, receive } = open({ isFair });
    for (let round = 0; round < 3; round += 1) send(many(10, "noisy"));
    receive();
    send([...many(2, "quiet"), {}]);
    return receive(4).map(({ body }) => body);
  }

  test("waits for the others in a fair queue", () => {
    expect(receivedGroups(true)).toEqual(["quiet", "quiet", "{}", "noisy"]);
  });

  test("comes first where it was sent first in another", () => {
    expect(receivedGroups(false)).toEqual(["noisy", "noisy", "noisy", "noisy"]);
  });
});

test("a queue that is purged is empty, whatever was in flight, and works on", () => {
  const { queue, send, receive } = open();
  send([{}, {}]);
  const [held] = receive(1);
  queue.purge();
  expect([queue.messages.size, queue.inFlight, receive()]).toEqual([0, 0, []]);
  queue.delete(held?.receiptHandle ?? "");
  send([{}]);
  expect(receive()).toHaveLength(1);
});
