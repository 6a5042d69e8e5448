import type { SQSRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";

import type { Log } from "../../../../lambdas/shared/runtime/logger.ts";
import { processBatch, type Disposition } from "../../../../lambdas/shared/runtime/sqs-batch.ts";

function record(messageId: string): SQSRecord {
  return { messageId, body: "{}" } as SQSRecord;
}

const silent = (): void => {};

function makeRecordingLog() {
  const errors: { thrown: unknown; fields: unknown }[] = [];
  const log: Log = {
    debug: silent,
    info: silent,
    warn: silent,
    error: (_message, thrown, fields) => errors.push({ thrown, fields }),
  };
  return { log, errors };
}

describe("processBatch", () => {
  test("reports the failed records, and only them", async () => {
    const answers: Record<string, Disposition> = { a: "ack", b: "failed", c: "ack", d: "failed" };
    const records = Object.keys(answers).map(record);
    const { log, errors } = makeRecordingLog();
    const response = await processBatch(
      records,
      ({ messageId }) => Promise.resolve(answers[messageId] ?? "ack"),
      log,
    );
    expect(response).toEqual({
      batchItemFailures: [{ itemIdentifier: "b" }, { itemIdentifier: "d" }],
    });
    expect(errors).toEqual([]);
  });

  test("logs a record that throws or rejects, fails it, and finishes the others", async () => {
    const fault = new Error("no table");
    const { log, errors } = makeRecordingLog();
    const finished: string[] = [];
    const response = await processBatch(
      ["a", "b", "c"].map(record),
      ({ messageId }) => {
        if (messageId === "a") throw fault;
        if (messageId === "b") return Promise.reject(fault);
        finished.push(messageId);
        return Promise.resolve("ack");
      },
      log,
    );
    expect(response.batchItemFailures.map((item) => item.itemIdentifier)).toEqual(["a", "b"]);
    expect(finished).toEqual(["c"]);
    expect(errors).toEqual([
      { thrown: fault, fields: { message_id: "a" } },
      { thrown: fault, fields: { message_id: "b" } },
    ]);
  });

  test("logs what else is known of a record that failed", async () => {
    const { log, errors } = makeRecordingLog();
    const fault = new Error("throttled");
    await processBatch(
      ["a"].map(record),
      () => Promise.reject(fault),
      log,
      ({ body }) => ({ delivery_id: `of ${body}` }),
    );
    expect(errors).toEqual([{ thrown: fault, fields: { delivery_id: "of {}", message_id: "a" } }]);
  });

  test("runs the records concurrently", async () => {
    const started: string[] = [];
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const done = processBatch(
      ["a", "b", "c"].map(record),
      async ({ messageId }) => {
        started.push(messageId);
        if (started.length === 3) open();
        await gate;
        return "ack";
      },
      makeRecordingLog().log,
    );
    expect(await done).toEqual({ batchItemFailures: [] });
  });
});
