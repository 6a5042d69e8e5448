import type { SQSRecord } from "aws-lambda";

import { sayReady } from "./child.ts";
import { cpuMsPer } from "./cpu.ts";
import { busRecord, inTens, invoke, loadHandler, sqsRecord, takeSent } from "./invocations.ts";
import { OPERATION_EVENT } from "./operation-event.ts";

/*
 * The process that is measured: both handlers as Lambda would load them. A round takes events for
 * an application with so many webhooks from the bus to the last POST, in batches of ten: validated,
 * selected, rendered and sent.
 */

/** CPU milliseconds per event of one round, and of parsing and printing the same event once. */
export type FanOutCosts = { readonly event: number; readonly json: number };

/** CPU milliseconds of fan-out for an event to many webhooks: sent whole, or in slices. */
export type WideCosts = { readonly whole: number; readonly sliced: number; readonly slice: number };

const [awsUrl = "", roundsText = "", deliveriesText = "", wideText = "", ...widths] =
  process.argv.slice(2);
process.env["SENDS_SLICES"] = "false";
const [fanOut, deliver] = [await loadHandler("fan-out"), await loadHandler("deliver")];
process.env["SENDS_SLICES"] = "true";
const slicing = await loadHandler("fan-out", "slicing");
const payload = JSON.stringify(OPERATION_EVENT);
let eventCount = 0;

/** So many events for the application with so many webhooks. */
function entriesFor(webhooks: number, events: number): SQSRecord[] {
  return Array.from({ length: events }, () => {
    eventCount += 1;
    const detail = `{"application":"acme-${webhooks}","payload":${payload}}`;
    return busRecord(eventCount, "OPERATION_STATUS_CHANGE", detail);
  });
}

/** The messages that were sent, as they are received. */
async function received(): Promise<SQSRecord[]> {
  const { messages } = await takeSent(awsUrl);
  return messages.map(({ MessageId, MessageBody }) => sqsRecord(MessageId, MessageBody));
}

async function wideRound(webhooks: number): Promise<WideCosts> {
  const events = 10;
  const whole = await cpuMsPer(events, () => invoke(fanOut, inTens(entriesFor(webhooks, events))));
  const all = await received();
  const sliced = await cpuMsPer(events, () =>
    invoke(slicing, inTens(entriesFor(webhooks, events))),
  );
  const slices = await received();
  const slice = await cpuMsPer(slices.length, () => invoke(slicing, inTens(slices)));
  const sent = await received();
  if (sent.length !== all.length) throw new Error(`${sent.length} of ${all.length} messages sent`);
  return { whole, sliced, slice };
}

async function round(webhooks: number): Promise<FanOutCosts> {
  const events = Math.max(10, Math.floor(Number(deliveriesText) / webhooks));
  const entries = entriesFor(webhooks, events);
  const json = await cpuMsPer(20_000, async () => {
    for (let i = 0; i < 20_000; i += 1) JSON.stringify(JSON.parse(payload));
  });
  const fanOutMs = await cpuMsPer(events, () => invoke(fanOut, inTens(entries)));
  const records = await received();
  if (records.length !== events * webhooks) throw new Error(`${records.length} messages sent`);
  const deliverMs = await cpuMsPer(events, () => invoke(deliver, inTens(records)));
  return { event: fanOutMs + deliverMs, json };
}

sayReady({});
const costs: Record<string, FanOutCosts[]> = {};
for (const width of widths) {
  await round(Number(width)); // warm: code compiled, connections open, configuration remembered
  const rounds: FanOutCosts[] = [];
  while (rounds.length < Number(roundsText)) rounds.push(await round(Number(width)));
  costs[width] = rounds;
}
const wide: WideCosts[] = [];
await wideRound(Number(wideText));
while (wide.length < Number(roundsText)) wide.push(await wideRound(Number(wideText)));
process.send?.({ costs, wide });
