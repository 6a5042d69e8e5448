import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
type SentMessage = { MessageId: string; MessageBody: string };

/**
 * The handler of a function, loaded as Lambda would, with the environment of this process.
 * @param variant names one that is loaded anew, since the environment has changed
 */
export async function loadHandler(room: "fan-out" | "deliver", variant = ""): Promise<Handler> {
  const module = (await import(`../../lambdas/${room}/handler.ts?${variant}`)) as {
    handler: unknown;
  };
  return module.handler as Handler;
}

const CONTEXT = { getRemainingTimeInMillis: () => 60_000 } as Context;

/** One invocation a batch, one after the other. @throws Error when a record fails */
export async function invoke(handler: Handler, batches: readonly SQSRecord[][]): Promise<void> {
  for (const Records of batches) {
    const { batchItemFailures } = await handler({ Records }, CONTEXT);
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} records failed`);
  }
}

/** A message of the events queue, as the bus puts it there. */
export function busRecord(number: number, type: string, detail: string): SQSRecord {
  const envelope = JSON.stringify({
    version: "0",
    id: `00000000-0000-0000-0000-${String(number).padStart(12, "0")}`,
    "detail-type": type,
    source: "com.acme.cards",
    account: "123456789012",
    time: "2026-01-01T00:00:00Z",
    region: "eu-central-1",
    resources: [],
  });
  return sqsRecord(`event-${number}`, `${envelope.slice(0, -1)},"detail":${detail}}`);
}

/** A message as an event source mapping hands it over. */
export function sqsRecord(messageId: string, body: string): SQSRecord {
  return {
    messageId,
    body,
    receiptHandle: "r".repeat(200),
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: String(Date.now()),
      SenderId: "bench",
      ApproximateFirstReceiveTimestamp: String(Date.now()),
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:bench",
    awsRegion: "eu-central-1",
  };
}

/** The messages that the stand-in for AWS got since it was last asked, and its calls so far. */
export async function takeSent(
  awsUrl: string,
): Promise<{ messages: SentMessage[]; calls: Record<string, number> }> {
  const response = await fetch(`${awsUrl}/sent`);
  return (await response.json()) as Awaited<ReturnType<typeof takeSent>>;
}

/** Batches of ten. */
export function inTens(records: readonly SQSRecord[]): SQSRecord[][] {
  return Array.from({ length: Math.ceil(records.length / 10) }, (_, i) =>
    records.slice(i * 10, i * 10 + 10),
  );
}
