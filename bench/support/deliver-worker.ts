import type { SQSRecord } from "aws-lambda";

import { sayReady } from "./child.ts";
import { cpuMsPer, inBatches } from "./cpu.ts";
import { busRecord, inTens, invoke, loadHandler, sqsRecord, takeSent } from "./invocations.ts";
import { BODY, makeBarePost, makeSenderPost, WIDTH } from "./posts.ts";

/*
 * The process that is measured: both handlers as Lambda would load them, with their own environment
 * and AWS clients. Each round costs `deliveries` events in batches of ten through fan-out, the
 * messages that came of them through deliver, and as many POSTs, ours and bare. Its standard output
 * (EMF lines) goes nowhere, but is written.
 */

/** CPU milliseconds per unit of each stage of one round. */
export type RoundCosts = { fanOut: number; deliver: number; sender: number; bare: number };

const [awsUrl = "", receiverUrl = "", roundsText = "", deliveriesText = ""] = process.argv.slice(2);
const deliveries = Number(deliveriesText);
const [fanOut, deliver] = [await loadHandler("fan-out"), await loadHandler("deliver")];
const barePost = makeBarePost(receiverUrl);
const senderPost = makeSenderPost(receiverUrl);

let eventCount = 0;

function entry(): SQSRecord {
  eventCount += 1;
  return busRecord(
    eventCount,
    `TYPE_${eventCount % 10}`,
    `{"application":"acme","payload":${BODY}}`,
  );
}

async function round(): Promise<RoundCosts> {
  const costOf = (post: () => Promise<void>): Promise<number> =>
    cpuMsPer(deliveries, () => inBatches(deliveries, WIDTH, post));
  const entries = inTens(Array.from({ length: deliveries }, entry));
  const bareBefore = await costOf(barePost); // before and after: the machine's speed may change meanwhile
  const fanOutMs = await cpuMsPer(deliveries, () => invoke(fanOut, entries));
  const { messages } = await takeSent(awsUrl);
  if (messages.length !== deliveries) throw new Error(`${messages.length} messages sent`);
  const records = messages.map(({ MessageId, MessageBody }) => sqsRecord(MessageId, MessageBody));
  const deliverMs = await cpuMsPer(deliveries, () => invoke(deliver, inTens(records)));
  const bare = (bareBefore + (await costOf(barePost))) / 2;
  return { fanOut: fanOutMs, deliver: deliverMs, sender: await costOf(senderPost), bare };
}

sayReady({});
await round(); // warm: code compiled, connections open, configuration remembered
await round();
const before = (await takeSent(awsUrl)).calls;
const rounds: RoundCosts[] = [];
while (rounds.length < Number(roundsText)) rounds.push(await round());
const after = (await takeSent(awsUrl)).calls;
const calls = Object.entries(after).map(([name, count]) => {
  const perDelivery = (count - (before[name] ?? 0)) / (deliveries * rounds.length);
  return [name, perDelivery] as const;
});
process.send?.({ rounds, calls: Object.fromEntries(calls) });
