import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

/**
 * The least that AWS takes: so many take what is left in a queue that gets no more.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const LEAST_CONCURRENCY = 2;

/** Records of a batch: also those of a SendMessageBatch. */
export const BATCH_SIZE = 10;

/** Which function reads which queue. */
export interface QueueConsumerProps {
  readonly queue: IQueue;
  /** Its permissions must hold `consume(queue)`. */
  readonly function: IFunction;
  /** Batches worked on at once; fewer than AWS's least are as many as that. */
  readonly maxConcurrency: number;
}

/** Gives a queue's messages to a function in batches of ten, each acknowledged on its own. */
export class QueueConsumer extends EventSourceMapping {
  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id, {
      target: props.function,
      eventSourceArn: props.queue.queueArn,
      // Without a batching window a lone message does not wait for others.
      batchSize: BATCH_SIZE,
      reportBatchItemFailures: true,
      maxConcurrency: Math.max(LEAST_CONCURRENCY, props.maxConcurrency),
    });
  }
}
