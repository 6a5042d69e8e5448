import type { ChangeMessageVisibilityBatchCommandInput } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { makeSqsVisibility } from "../../../lambdas/deliver/sqs-visibility.ts";
import { makeBatchScope } from "../../../lambdas/shared/aws-client/batch-calls.ts";
import { makeScriptedClient } from "../../support/scripted-client.ts";

function setUp(answer: (input: ChangeMessageVisibilityBatchCommandInput) => unknown = () => ({})) {
  const { client, inputs, names } = makeScriptedClient(answer);
  const visibility = makeSqsVisibility({
    sqs: client,
    queueUrl: "https://queue",
    batch: makeBatchScope(),
  });
  return { visibility, inputs: inputs as ChangeMessageVisibilityBatchCommandInput[], names };
}

describe("changing when messages come back", () => {
  test("is one request for many messages, each with its own time", async () => {
    const { visibility, inputs, names } = setUp();
    await Promise.all([visibility.change("handle a", 0), visibility.change("handle b", 43_200)]);
    expect(names).toEqual(["ChangeMessageVisibilityBatch"]);
    expect(inputs).toEqual([
      {
        QueueUrl: "https://queue",
        Entries: [
          { Id: "0", ReceiptHandle: "handle a", VisibilityTimeout: 0 },
          { Id: "1", ReceiptHandle: "handle b", VisibilityTimeout: 43_200 },
        ],
      },
    ]);
  });

  test("is done for ten messages at once and no more", async () => {
    const { visibility, inputs } = setUp();
    const handles = Array.from({ length: 12 }, (_, index) => `h${index}`);
    await Promise.all(handles.map((handle) => visibility.change(handle, 1)));
    expect(inputs.map(({ Entries }) => Entries?.length)).toEqual([10, 2]);
  });

  test("fails for the message that SQS refuses it for, and for no other", async () => {
    const { visibility } = setUp(() => ({ Failed: [{ Id: "1", Code: "MessageNotInflight" }] }));
    const results = await Promise.allSettled(
      ["a", "b", "c"].map((handle) => visibility.change(handle, 1)),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({
      reason: { code: "VISIBILITY_NOT_CHANGED", message: "SQS refused: MessageNotInflight" },
    });
  });

  test("fails for all messages of a request that failed", async () => {
    const { visibility } = setUp(() => {
      throw new Error("lost");
    });
    await expect(visibility.change("a", 1)).rejects.toThrow("lost");
  });
});
