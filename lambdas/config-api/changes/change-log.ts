import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from "@aws-sdk/client-cloudwatch-logs";

/**
 * Makes the writer of a log group of its own. Each function instance has a stream, made with its
 * first line; streams take lines in any order since no sequence token is asked for. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 * @returns keeps some lines; throws unless all of them were kept
 */
export function makeChangeLog(options: {
  readonly logs: Pick<CloudWatchLogsClient, "send">;
  readonly groupName: string;
  /** No other instance's. */
  readonly streamName: string;
  readonly now: () => number;
}): (lines: readonly string[]) => Promise<void> {
  const { logs, groupName: logGroupName, streamName: logStreamName, now } = options;
  const stream = { logGroupName, logStreamName };
  /** Whether the last lines were kept: only then the stream is sure to be there. */
  let isThere = false;

  async function createStream(): Promise<void> {
    try {
      await logs.send(new CreateLogStreamCommand(stream));
    } catch (error) {
      if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    }
  }

  return async (lines) => {
    if (!isThere) await createStream();
    isThere = false;
    const timestamp = now();
    const logEvents = lines.map((message) => ({ timestamp, message }));
    const { rejectedLogEventsInfo: rejected } = await logs.send(
      new PutLogEventsCommand({ ...stream, logEvents }),
    );
    if (rejected !== undefined) throw new Error("the log group took not all of the lines");
    isThere = true;
  };
}
