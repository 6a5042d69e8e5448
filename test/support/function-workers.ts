import { execFileSync } from "node:child_process";

import { processTree } from "./processes.ts";

/**
 * Kills the processes that run deployed functions in the local cloud, as if a machine had lost its
 * power.
 * @param root pid of the command that runs the cloud
 * @param functions names of functions, such as `ringback-deliver`
 * @returns how many were killed
 */
export function killFunctionWorkers(root: number, functions: readonly string[]): number {
  const below = new Set(processTree(root));
  const rows = execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
  let killed = 0;
  for (const row of rows) {
    const [, pid = "", args = ""] = /^\s*(\d+)\s+(.*)$/u.exec(row) ?? [];
    const isWorker = functions.some((name) => args.includes(`ministack-lambda-${name}-`));
    if (isWorker && below.has(Number(pid))) {
      process.kill(Number(pid), "SIGKILL");
      killed += 1;
    }
  }
  return killed;
}
