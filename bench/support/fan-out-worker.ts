import { sayReady } from "./child.ts";
import { cpuMsPer } from "./cpu.ts";
import { busRecord, inTens, invoke, loadHandler, sqsRecord, takeSent } from "./invocations.ts";
import { OPERATION_EVENT } from "./operation-event.ts";

/*
 * The process that is measured: both handlers as Lambda would load them. A round takes events for an application with so
 * many webhooks from the bus to the last POST, in batches of ten: validated, selected, rendered and sent.
 */

/** CPU milliseconds per event of one round, and of parsing and printing the same event once. */
export type FanOutCosts = { readonly event: number; readonly json: number };

const [awsUrl = "", roundsText = "", deliveriesText = "", ...widths] = process.argv.slice(2);
const [fanOut, deliver] = [await loadHandler("fan-out"), await loadHandler("deliver")];
const payload = JSON.stringify(OPERATION_EVENT);
let eventCount = 0;

async function round(webhooks: number): Promise<FanOutCosts> {
  const events = Math.max(10, Math.floor(Number(deliveriesText) / webhooks));
  const entries = Array.from({ length: events }, () => {
    eventCount += 1;
    const detail = `{"application":"acme-${webhooks}","payload":${payload}}`;
    return busRecord(eventCount, "OPERATION_STATUS_CHANGE", detail);
  });
  const json = await cpuMsPer(20_000, async () => {
    for (let i = 0; i < 20_000; i += 1) JSON.stringify(JSON.parse(payload));
  });
  const fanOutMs = await cpuMsPer(events, () => invoke(fanOut, inTens(entries)));
  const { messages } = await takeSent(awsUrl);
  if (messages.length !== events * webhooks) throw new Error(`${messages.length} messages sent`);
  const records = messages.map(({ MessageId, MessageBody }) => sqsRecord(MessageId, MessageBody));
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
process.send?.(costs);
