import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type CloudFile, readCloudFile } from "../cloud/cloud-file.ts";
import { holdLock, isAlive } from "../install/process-lock.mjs";
import { RunFailed } from "./run-failed.ts";
import type { Session } from "./session.ts";

/** What a local cloud that others use is announced by, in `.ringback`. */
export interface Announcements {
  /** For tests and tools. */
  readonly cloudFile: string;
  /** For a shell. */
  readonly environmentFile: string;
}

/** Where the one local cloud of a checkout is announced. */
export function announcementsOf(root: string): Announcements {
  return {
    cloudFile: join(root, ".ringback", "cloud.json"),
    environmentFile: join(root, ".ringback", "env.sh"),
  };
}

/**
 * Makes this run the only `npm start` of its checkout until it ends. What a killed one left is
 * taken over.
 *
 * @throws {RunFailed} when another one is at work, saying where
 */
export async function beOnlyStart(root: string, session: Session): Promise<void> {
  const lock = await holdLock(join(root, ".ringback", "start.lock"), {
    signal: session.signal,
    isAtWork: isStart,
    onWait: (pid) => {
      if (pid === 0) return; // it has just ended
      throw new RunFailed(describeOther(root, pid));
    },
  });
  session.defer(() => lock.release());
}

/** A line about an `npm start` at work in the checkout, left alone; empty without one. */
export function tellOfOther(root: string): string {
  const cloud = readCloudFile(announcementsOf(root).cloudFile);
  return cloud === undefined || !isStart(cloud.pid)
    ? ""
    : `Another Ringback runs in this checkout (process ${cloud.pid}, ${cloud.endpoint_url}) and is left alone.\n`;
}

function describeOther(root: string, pid: number): string {
  const { cloudFile, environmentFile } = announcementsOf(root);
  const cloud = readCloudFile(cloudFile);
  const isUp = cloud?.pid === pid;
  return [
    `Ringback ${isUp ? "runs" : "is starting"} already in this checkout (process ${pid}), and is left alone.`,
    ...(isUp ? placesOf(cloud, environmentFile) : []),
    `  To end it: Ctrl-C in its terminal, or kill ${pid}`,
    "  To run beside it: npm start -- --once shows the demonstration and ends; or use another checkout",
  ].join("\n");
}

function placesOf(cloud: CloudFile, environmentFile: string): string[] {
  return [
    `  AWS emulator: ${cloud.endpoint_url}`,
    `  API:          ${cloud.api_url}`,
    `  In a shell:   source '${environmentFile}'`,
  ];
}

/** Whether the process is alive and runs local/start.ts: after a crash its pid may be anybody's. */
function isStart(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const command = commandOf(pid);
  return command === undefined || /local[/\\]start\.ts/u.test(command);
}

/** The command line of a process; undefined when it cannot be found out. */
function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // no /proc here
  }
  try {
    return execFileSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" });
  } catch {
    return undefined;
  }
}
