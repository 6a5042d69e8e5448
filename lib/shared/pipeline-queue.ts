import { Duration } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { removalPolicyOf } from "../storage/removal-policy.ts";

/** What differs between the queues. */
export interface PipelineQueueProps {
  /** Last part of the queue's name. */
  readonly room: string;
  readonly settings: Settings;
  /**
   * How long a message that was received stays invisible.
   * @default - 30 seconds, as SQS has it: fit for people
   */
  readonly visibilityTimeout?: Duration;
  /** @default - none: the queue is an end of the line */
  readonly redrive?: { readonly queue: Queue; readonly maxReceiveCount: number };
}

/**
 * The one preset of all queues: encrypted, TLS only, messages up to 1 MiB, kept as long as SQS
 * keeps them. They outlive their stack as tables do: what a record calls queued is nowhere else.
 */
export class PipelineQueue extends Queue {
  constructor(scope: Construct, id: string, props: PipelineQueueProps) {
    super(scope, id, {
      queueName: `${props.settings.namePrefix}-${props.room}`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The maximum of SQS. A dead-letter queue keeps counting from the first send, so no queue may
      // have less.
      retentionPeriod: Duration.days(14),
      // An event may have 256 KB, and a rejected one lies in its queue with its reasons around it.
      maxMessageSizeBytes: 1_048_576,
      removalPolicy: removalPolicyOf(props.settings),
      ...(props.visibilityTimeout === undefined
        ? {}
        : { visibilityTimeout: props.visibilityTimeout }),
      ...(props.redrive === undefined
        ? {}
        : {
            deadLetterQueue: {
              queue: props.redrive.queue,
              maxReceiveCount: props.redrive.maxReceiveCount,
            },
          }),
    });
  }
}
