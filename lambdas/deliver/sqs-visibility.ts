import { ChangeMessageVisibilityBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";

import { batchCalls, type BatchScope } from "../shared/aws-client/batch-calls.ts";

/** Entries of one ChangeMessageVisibilityBatch request. */
const MOST_ENTRIES = 10;

/** SQS took a request but did not change the visibility of this message. */
class VisibilityError extends Error {
  readonly code = "VISIBILITY_NOT_CHANGED";
  override readonly name = "VisibilityError";
}

/** Changes when received messages come back, many in one request. Seconds: 0 … 43,200. */
export function makeSqsVisibility(options: {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly batch: BatchScope;
}): { change(receiptHandle: string, seconds: number): Promise<void> } {
  const { sqs, queueUrl, batch } = options;

  async function call(
    changes: readonly { readonly receiptHandle: string; readonly seconds: number }[],
  ): Promise<(VisibilityError | undefined)[]> {
    const { Failed = [] } = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: changes.map(({ receiptHandle, seconds }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        })),
      }),
    );
    const codes = new Map(Failed.map(({ Id, Code }) => [Id, Code]));
    return changes.map((_, index) => {
      const code = codes.get(String(index));
      return code === undefined ? undefined : new VisibilityError(`SQS refused: ${code}`);
    });
  }

  const change = batchCalls({ batch, most: MOST_ENTRIES, call });
  return {
    async change(receiptHandle, seconds) {
      const error = await change({ receiptHandle, seconds });
      if (error !== undefined) {
        throw error;
      }
    },
  };
}
