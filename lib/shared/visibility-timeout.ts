import { Duration } from "aws-cdk-lib";

/**
 * How long a message stays invisible that was received and not acknowledged: six times the timeout
 * of its function. At most 5,400 s, below the 43,200 s of SQS.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function visibilityTimeout(functionTimeoutSeconds: number): Duration {
  return Duration.seconds(6 * functionTimeoutSeconds);
}
