/*
 * CPU of one release of a lane (R of docs/protocol.md: send, mark; SDK calls and the query
 * included), in a function that wakes for a page of 1,000: `node bench/release.ts [rounds]
 * [--cpu-prof]`. From that, and from how long the calls for a backlog take in virtual time, what a
 * lane releases a second with the memory that its function has. The function runs in a process of
 * its own, against a stand-in for the AWS endpoints. `--cpu-prof` leaves a profile of the measured
 * process in the working folder.
 */
import { LANE_MEMORY_MB } from "../lib/retry-lane/lane-memory.ts";
import { MB_PER_CORE } from "../tools/virtual-aws/latencies.ts";
import { nextMessage, startChild } from "./support/child.ts";
import { median } from "./support/cpu.ts";
import { functionEnvironment } from "./support/environment.ts";
import { PAGE, parkedDeliveries } from "./support/parked-page.ts";
import type { ReleaseCosts } from "./support/release-worker.ts";
import { releaseBacklog } from "./support/virtual-lane.ts";

/** What is released in virtual time. */
const BACKLOG = 10_000;
/** What a lane must release a second. */
const GOAL = 2000;

const argv = process.argv.slice(2);
const roundsText = argv.find((arg) => /^\d+$/.test(arg)) ?? "21";
const aws = await startChild<{ port: number }>("aws-stand-in.ts");
aws.process.send({ items: parkedDeliveries(PAGE) });
const worker = await startChild("release-worker.ts", {
  args: [roundsText],
  env: functionEnvironment(`http://127.0.0.1:${aws.hello.port}`),
  stdout: "ignore",
  execArgv: argv.includes("--cpu-prof") ? ["--cpu-prof"] : [],
});
const { cpuMs, calls } = await nextMessage<ReleaseCosts>(worker);
worker.stop();
aws.stop();

const ms = median(cpuMs);
const { seconds, wakes, released } = await releaseBacklog(parkedDeliveries(BACKLOG));
const cpuSeconds = (released * ms) / 1000 / Math.min(1, LANE_MEMORY_MB / MB_PER_CORE);
const perSecond = released / (cpuSeconds + seconds);
process.stdout.write(
  [
    `CPU of a release, median of ${cpuMs.length} pages of 1,000: ${ms.toFixed(3)} ms`,
    `  ${released} in a lane's function, ${LANE_MEMORY_MB} MB: ${cpuSeconds.toFixed(2)} s of CPU, and ${seconds.toFixed(2)} s of virtual time for the calls of ${wakes} wakes`,
    `  ${perSecond.toFixed(0)} releases a second if one waits for the other, goal ${GOAL}: ${perSecond >= GOAL ? "met" : "MISSED"}`,
    `  AWS calls a page: ${Object.entries(calls)
      .map(([name, count]) => `${name} ${count.toFixed(1)}`)
      .join(", ")}`,
    "",
  ].join("\n"),
);
process.exitCode = perSecond >= GOAL ? 0 : 1;
