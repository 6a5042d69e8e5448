/** Runs a range of seeds in a thread of its own, and answers with its report. */
import { parentPort, workerData } from "node:worker_threads";

import { runSeeds } from "./run-seeds.ts";

const { first, count } = workerData as { readonly first: number; readonly count: number };
const report = await runSeeds(first, count);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
parentPort?.postMessage(report);
