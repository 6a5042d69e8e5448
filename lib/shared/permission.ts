import { Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";

/** Conditions as IAM writes them: operator, then condition key, then the values. All must hold. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;

/** What a function may do (exact actions), and on what (ARNs): one list beside its construct. */
export interface Permission {
  readonly actions: readonly string[];
  readonly on: readonly string[];
  /** @default - always */
  readonly when?: Conditions;
}

/**
 * What an event source mapping needs of the function whose queue it reads.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
 */
export function consume(queue: IQueue): Permission {
  return {
    actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    on: [queue.queueArn],
  };
}

/** A permission as IAM writes it. */
export function policyStatement({ actions, on, when }: Permission): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    actions: [...actions],
    resources: [...on],
    ...(when === undefined ? {} : { conditions: when }),
  });
}
