import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";

import type { SeedsReport } from "./run-seeds.ts";

/**
 * Room that the heap of a thread begins with, in MB: each whole collection forgets compiled code.
 */
const ROOM_MB = 400;

/**
 * Runs a range of seeds in a thread of its own: as vitest loads the modules of tests, a run takes a
 * tenth longer.
 * @throws Error at the first that fails, with the end of its log and how to replay it
 */
export async function runSeedsInThread(first: number, count: number): Promise<SeedsReport> {
  setFlagsFromString(`--initial-old-space-size=${ROOM_MB}`);
  const thread = new Worker(new URL("./seeds-thread.ts", import.meta.url), {
    workerData: { first, count },
  });
  const [report] = (await once(thread, "message")) as [SeedsReport];
  return report;
}
