/** The thread of an Explorer: answers one question after the other. */
import { parentPort } from "node:worker_threads";

import { check, type Question, type Verdict } from "./check.ts";
import { compareLanes, type Remainders } from "./compare-lanes.ts";
import type { Settings } from "./protocol/settings.ts";

export type Job =
  | { readonly job: "check"; readonly question: Question }
  | { readonly job: "compare lanes"; readonly settings: Settings };

export type Answer = Verdict | Remainders;

parentPort?.on("message", (job: Job) => {
  const answer: Answer = job.job === "check" ? check(job.question) : compareLanes(job.settings);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
  parentPort?.postMessage(answer);
});
