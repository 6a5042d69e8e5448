import type { Context } from "aws-lambda";

import type { LaneAnswer, LaneStep } from "../../lambdas/retry-lane/run-lane-step.ts";
import { sayReady } from "./child.ts";
import { cpuMsPer } from "./cpu.ts";
import { takeSent } from "./invocations.ts";
import { PAGE, WEBHOOK_ID } from "./parked-page.ts";

/* The process that is measured: retry-lane as Lambda would load it. A round is one wake: a page of releases. */

/** CPU milliseconds of a release, in each round, and AWS calls of a round. */
export type ReleaseCosts = {
  readonly cpuMs: readonly number[];
  readonly calls: Record<string, number>;
};

const rounds = Number(process.argv[2]);
const awsUrl = process.env["AWS_ENDPOINT_URL"] ?? "";
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const { handler } = (await import("../../lambdas/retry-lane/handler.ts")) as {
  handler: (step: LaneStep, context: Context) => Promise<LaneAnswer>;
};

async function round(): Promise<number> {
  const ms = await cpuMsPer(PAGE, async () => {
    await handler({ webhook: WEBHOOK_ID, generation: 1 }, context);
  });
  const { messages } = await takeSent(awsUrl);
  if (messages.length !== PAGE) throw new Error(`${messages.length} messages sent`);
  return ms;
}

sayReady({});
for (let warm = 0; warm < 3; warm += 1) await round();
const before = (await takeSent(awsUrl)).calls;
const cpuMs: number[] = [];
while (cpuMs.length < rounds) cpuMs.push(await round());
const after = (await takeSent(awsUrl)).calls;
const calls = Object.entries(after).map(
  ([name, count]) => [name, (count - (before[name] ?? 0)) / rounds] as const,
);
process.send?.({ cpuMs, calls: Object.fromEntries(calls) } satisfies ReleaseCosts);
