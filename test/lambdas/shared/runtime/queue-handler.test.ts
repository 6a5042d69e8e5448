import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";

import { makeBatchScope } from "../../../../lambdas/shared/aws-client/batch-calls.ts";
import type { Log } from "../../../../lambdas/shared/runtime/logger.ts";
import {
  makeQueueHandler,
  type QueueHandlerOptions,
  type Disposition,
} from "../../../../lambdas/shared/runtime/queue-handler.ts";

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

/** What a function answers to one batch. */
function processBatch(
  Records: SQSRecord[],
  handleRecord: QueueHandlerOptions["handleRecord"],
  log: Log,
  fieldsOf: NonNullable<QueueHandlerOptions["fieldsOf"]> = () => ({}),
  batch = makeBatchScope(),
): Promise<SQSBatchResponse> {
  return makeQueueHandler({ log, batch, handleRecord, fieldsOf })({ Records });
}

describe("a queue handler", () => {
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

  test("answers also when all records failed, and one with nothing at all", async () => {
    const { log, errors } = makeRecordingLog();
    const reject = () => Promise.reject(undefined); // oxlint-disable-line prefer-promise-reject-errors -- it is what others may do
    const response = await processBatch(["a", "b"].map(record), reject, log);
    expect(response.batchItemFailures).toHaveLength(2);
    expect(errors).toHaveLength(2);
  });

  test("forgets the failures of the batch before, also of one that is still at work", async () => {
    const { log } = makeRecordingLog();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const handle = makeQueueHandler({
      log,
      batch: makeBatchScope(),
      handleRecord: async ({ messageId }) => {
        if (messageId === "slow") await gate;
        return messageId === "good" ? "ack" : "failed";
      },
    });
    const slow = handle({ Records: [record("slow")] });
    const failures = { batchItemFailures: [{ itemIdentifier: "bad" }] };
    expect(await handle({ Records: [record("bad")] })).toEqual(failures);
    expect(await handle({ Records: [record("good")] })).toEqual({ batchItemFailures: [] });
    open();
    expect(await slow).toEqual({ batchItemFailures: [{ itemIdentifier: "slow" }] });
  });

  test("runs each record in the scope of its batch", async () => {
    const batch = makeBatchScope();
    const working: number[] = [];
    const handleRecord = async (): Promise<Disposition> => {
      working.push(batch.working());
      await Promise.resolve();
      working.push(batch.working());
      return "ack";
    };
    const { log } = makeRecordingLog();
    await processBatch(["a", "b"].map(record), handleRecord, log, undefined, batch);
    expect([working, batch.working()]).toEqual([[1, 2, 2, 2], 0]);
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
