import type { SQSBatchResponse, SQSRecord } from "aws-lambda";

import type { LineFields } from "./log-lines.ts";
import type { Log } from "./logger.ts";

/** What becomes of a message: `ack` deletes it, `failed` lets it come back after its visibility timeout. */
export type Disposition = "ack" | "failed";

/**
 * Handles the records of one batch concurrently and each for itself: one that throws is logged with its message id and
 * comes back, the others are not touched. Never rejects, since that would bring back the whole batch.
 * @param fieldsOf what is logged of a record that throws, besides: must not throw
 */
export async function processBatch(
  records: readonly SQSRecord[],
  handleRecord: (record: SQSRecord) => Promise<Disposition>,
  log: Log,
  fieldsOf: (record: SQSRecord) => LineFields<"record failed"> = () => ({}),
): Promise<SQSBatchResponse> {
  const dispositions = await Promise.all(
    records.map(async (record) => {
      try {
        return await handleRecord(record);
      } catch (error) {
        log.error("record failed", error, { ...fieldsOf(record), message_id: record.messageId });
        return "failed";
      }
    }),
  );
  return {
    batchItemFailures: records
      .filter((_record, i) => dispositions[i] === "failed")
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}
