import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

import type { BatchScope } from "../aws-client/batch-calls.ts";
import type { LineFields } from "./log-lines.ts";
import type { Log } from "./logger.ts";

/**
 * What becomes of a message: `ack` deletes it, `failed` lets it come back after its visibility
 * timeout.
 */
export type Disposition = "ack" | "failed";

/** What a function does with the messages of its queue. */
export interface QueueHandlerOptions {
  readonly log: Log;
  /** Each record runs in it. */
  readonly batch: BatchScope;
  readonly handleRecord: (record: SQSRecord) => Promise<Disposition>;
  /** What is logged of a record that throws, besides: must not throw. */
  readonly fieldsOf?: (record: SQSRecord) => LineFields<"record failed">;
}

/**
 * Handles the records of a batch concurrently and each for itself: one that throws is logged with
 * its message id and comes back, the others are not touched. Never rejects, since that would bring
 * back the whole batch.
 */
export function makeQueueHandler(
  options: QueueHandlerOptions,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { batch, handleRecord } = options;

  async function recordHandler(record: SQSRecord): Promise<void> {
    if ((await batch.run(() => handleRecord(record))) === "failed") throw COMES_BACK;
  }

  return (event) =>
    processPartialResponse(
      event,
      recordHandler,
      new LoggingProcessor(options), // one an invocation: it keeps what failed
      { throwOnFullBatchFailure: false },
    );
}

/** By throwing Powertools knows what failed. Nobody reads it, and there is nothing to log. */
const COMES_BACK = new Error("the record comes back");

class LoggingProcessor extends BatchProcessor {
  readonly #options: QueueHandlerOptions;

  constructor(options: QueueHandlerOptions) {
    super(EventType.SQS);
    this.#options = options;
  }

  override failureHandler(record: SQSRecord, thrown: Error) {
    const { log, fieldsOf } = this.#options;
    if (thrown !== COMES_BACK) {
      log.error("record failed", thrown, { ...fieldsOf?.(record), message_id: record.messageId });
    }
    return super.failureHandler(record, COMES_BACK);
  }
}
