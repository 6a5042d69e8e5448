import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

import { sayReady } from "./child.ts";
import { cpuMsPer, inBatches } from "./cpu.ts";
import { BODY, makeBarePost, makeSenderPost, WIDTH } from "./posts.ts";

/*
 * The process that is measured: both handlers as Lambda would load them, with their own environment and AWS clients.
 * Each round costs `deliveries` events in batches of ten through fan-out, the messages that came of them through
 * deliver, and as many POSTs, ours and bare. Its standard output (EMF lines) goes nowhere, but is written.
 */

type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
type SentMessage = { MessageId: string; MessageBody: string };

/** CPU milliseconds per unit of each stage of one round. */
export type RoundCosts = { fanOut: number; deliver: number; sender: number; bare: number };

const [awsUrl = "", receiverUrl = "", roundsText = "", deliveriesText = ""] = process.argv.slice(2);
const deliveries = Number(deliveriesText);
const load = async (room: string): Promise<Handler> => {
  const module = (await import(`../../lambdas/${room}/handler.ts`)) as { handler: unknown };
  return module.handler as Handler;
};
const [fanOut, deliver] = [await load("fan-out"), await load("deliver")];
const barePost = makeBarePost(receiverUrl);
const senderPost = makeSenderPost(receiverUrl);

let eventCount = 0;

function entry(): SQSRecord {
  eventCount += 1;
  const body = JSON.stringify({
    version: "0",
    id: `00000000-0000-0000-0000-${String(eventCount).padStart(12, "0")}`,
    "detail-type": `TYPE_${eventCount % 10}`,
    source: "com.acme.cards",
    account: "123456789012",
    time: "2026-01-01T00:00:00Z",
    region: "eu-central-1",
    resources: [],
    detail: { application: "acme", environment: "production", payload: JSON.parse(BODY) as object },
  });
  return record(`event-${eventCount}`, body);
}

function record(messageId: string, body: string): SQSRecord {
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

async function run(handler: Handler, batches: readonly SQSRecord[][]): Promise<void> {
  for (const Records of batches) {
    const { batchItemFailures } = await handler({ Records }, {} as Context);
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} records failed`);
  }
}

async function takeSent(): Promise<{ messages: SentMessage[]; calls: Record<string, number> }> {
  const response = await fetch(`${awsUrl}/sent`);
  return (await response.json()) as Awaited<ReturnType<typeof takeSent>>;
}

async function round(): Promise<RoundCosts> {
  const costOf = (post: () => Promise<void>): Promise<number> =>
    cpuMsPer(deliveries, () => inBatches(deliveries, WIDTH, post));
  const entries = inTens(Array.from({ length: deliveries }, entry));
  const bareBefore = await costOf(barePost); // before and after: the machine's speed may change meanwhile
  const fanOutMs = await cpuMsPer(deliveries, () => run(fanOut, entries));
  const { messages } = await takeSent();
  if (messages.length !== deliveries) throw new Error(`${messages.length} messages sent`);
  const records = messages.map(({ MessageId, MessageBody }) => record(MessageId, MessageBody));
  const deliverMs = await cpuMsPer(deliveries, () => run(deliver, inTens(records)));
  const bare = (bareBefore + (await costOf(barePost))) / 2;
  return { fanOut: fanOutMs, deliver: deliverMs, sender: await costOf(senderPost), bare };
}

function inTens(records: readonly SQSRecord[]): SQSRecord[][] {
  return Array.from({ length: Math.ceil(records.length / 10) }, (_, i) =>
    records.slice(i * 10, i * 10 + 10),
  );
}

sayReady({});
await round(); // warm: code compiled, connections open, configuration remembered
await round();
const before = (await takeSent()).calls;
const rounds: RoundCosts[] = [];
while (rounds.length < Number(roundsText)) rounds.push(await round());
const after = (await takeSent()).calls;
const calls = Object.entries(after).map(([name, count]) => {
  const perDelivery = (count - (before[name] ?? 0)) / (deliveries * rounds.length);
  return [name, perDelivery] as const;
});
process.send?.({ rounds, calls: Object.fromEntries(calls) });
