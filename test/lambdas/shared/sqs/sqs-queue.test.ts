import type { SendMessageBatchCommandInput } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { makeBatchScope } from "../../../../lambdas/shared/aws-client/batch-calls.ts";
import { makeQueueSender, MessageNotSentError } from "../../../../lambdas/shared/sqs/sqs-queue.ts";
import { makeScriptedClient } from "../../../support/scripted-client.ts";

interface Refusal {
  readonly Code: string;
  readonly SenderFault: boolean;
}

/** Takes every message, under `message <body>`, that `refusal` finds nothing wrong with. */
function setUp(refusal: (body: string, call: number) => Refusal | undefined = () => undefined) {
  const { client, inputs, names } = makeScriptedClient(
    ({ Entries = [] }: SendMessageBatchCommandInput, call) => {
      const judged = Entries.map(({ Id, MessageBody = "" }) => ({
        Id,
        MessageId: `message ${MessageBody}`,
        refused: refusal(MessageBody, call),
      }));
      return {
        Successful: judged.filter(({ refused }) => refused === undefined).toReversed(),
        Failed: judged.flatMap(({ Id, refused }) =>
          refused === undefined ? [] : [{ Id, ...refused }],
        ),
      };
    },
  );
  return {
    send: makeQueueSender({ sqs: client, queueUrl: "https://queue", batch: makeBatchScope() }),
    inputs: inputs as SendMessageBatchCommandInput[],
    names,
  };
}

describe("a queue sender", () => {
  test("sends many messages with one request and gives each its own messageId", async () => {
    const { send, inputs, names } = setUp();
    const ids = await Promise.all([
      send({ body: "a", delaySeconds: 900, groupId: "wh_1" }),
      send({ body: "b" }),
      send({ body: "c", delaySeconds: 0 }),
    ]);
    expect(ids).toEqual(["message a", "message b", "message c"]);
    expect(names).toEqual(["SendMessageBatch"]);
    expect(inputs).toEqual([
      {
        QueueUrl: "https://queue",
        Entries: [
          { Id: "0", MessageBody: "a", DelaySeconds: 900, MessageGroupId: "wh_1" },
          { Id: "1", MessageBody: "b" },
          { Id: "2", MessageBody: "c", DelaySeconds: 0 },
        ],
      },
    ]);
  });

  test("writes the two characters that SQS refuses as escapes", async () => {
    const { send, inputs } = setUp();
    const text = "a\uFFFEb\uFFFF";
    await send({ body: JSON.stringify({ text }) });
    const body = inputs[0]?.Entries?.[0]?.MessageBody ?? "";
    expect(body).toBe(String.raw`{"text":"a\ufffeb\uffff"}`);
    expect(JSON.parse(body)).toEqual({ text });
  });

  test("sends ten messages at once and no more", async () => {
    const { send, inputs } = setUp();
    const bodies = Array.from({ length: 21 }, (_, index) => `b${index}`);
    const ids = await Promise.all(bodies.map((body) => send({ body })));
    expect(ids).toEqual(bodies.map((body) => `message ${body}`));
    expect(inputs.map(({ Entries }) => Entries?.length)).toEqual([10, 10, 1]);
  });

  test("keeps a request within SQS's 1 MiB, counted in bytes", async () => {
    const { send, inputs } = setUp();
    const body = "é".repeat(200_000); // 400,000 bytes
    await Promise.all([1, 2, 3, 4, 5].map((number) => send({ body: `${number}${body}` })));
    expect(inputs.map(({ Entries }) => Entries?.length)).toEqual([2, 2, 1]);
  });

  test("leaves room for what an entry weighs besides its body", async () => {
    const { send, inputs } = setUp();
    const quarter = 1_048_576 / 4 - 256;
    await Promise.all(["a", "b", "c", "d"].map((one) => send({ body: one.repeat(quarter) })));
    expect(inputs.map(({ Entries }) => Entries?.length)).toEqual([4]);
    await Promise.all(["a", "b", "c", "d"].map((one) => send({ body: one.repeat(quarter + 1) })));
    expect(inputs.map(({ Entries }) => Entries?.length)).toEqual([4, 3, 1]);
  });

  test("sends again, alone, what SQS failed to take by its own fault", async () => {
    const { send, inputs } = setUp((body, call) =>
      body === "b" && call < 3 ? { Code: "InternalError", SenderFault: false } : undefined,
    );
    const ids = await Promise.all(["a", "b", "c"].map((body) => send({ body })));
    expect(ids).toEqual(["message a", "message b", "message c"]);
    expect(inputs.map(({ Entries }) => Entries?.map(({ MessageBody }) => MessageBody))).toEqual([
      ["a", "b", "c"],
      ["b"],
      ["b"],
    ]);
  });

  test("gives up on a message after three rounds, and on no other of its request", async () => {
    const { send, inputs } = setUp((body) =>
      body === "b" ? { Code: "InternalError", SenderFault: false } : undefined,
    );
    const results = await Promise.allSettled(["a", "b"].map((body) => send({ body })));
    expect(results).toEqual([
      { status: "fulfilled", value: "message a" },
      {
        status: "rejected",
        reason: new MessageNotSentError("SQS did not take a message: InternalError"),
      },
    ]);
    expect(inputs).toHaveLength(3);
  });

  test("does not send again what is wrong with the message itself", async () => {
    const { send, inputs } = setUp(() => ({ Code: "InvalidMessageContents", SenderFault: true }));
    await expect(send({ body: "a" })).rejects.toMatchObject({ code: "MESSAGE_NOT_SENT" });
    expect(inputs).toHaveLength(1);
  });

  test("fails a message that SQS says nothing about", async () => {
    const { client } = makeScriptedClient(() => ({}));
    const send = makeQueueSender({
      sqs: client,
      queueUrl: "https://queue",
      batch: makeBatchScope(),
    });
    await expect(send({ body: "a" })).rejects.toThrow("SQS did not answer for a message");
  });

  test("keeps the ids of messages that were taken when a further round fails", async () => {
    const { send } = setUp((body, call) => {
      if (call === 2) throw new Error("lost");
      return body === "b" ? { Code: "InternalError", SenderFault: false } : undefined;
    });
    const results = await Promise.allSettled(["a", "b"].map((body) => send({ body })));
    expect(results[0]).toEqual({ status: "fulfilled", value: "message a" });
    expect(results[1]?.status).toBe("rejected");
  });

  test("fails all messages of a request that failed", async () => {
    const { client } = makeScriptedClient(() => {
      throw new Error("lost");
    });
    const send = makeQueueSender({
      sqs: client,
      queueUrl: "https://queue",
      batch: makeBatchScope(),
    });
    const results = await Promise.allSettled(["a", "b"].map((body) => send({ body })));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});
