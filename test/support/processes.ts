import { type ChildProcess, execFileSync, spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { onTestFinished } from "vitest";

import { isAlive } from "../../local/install/process-lock.mjs";

/** A program under test, its output so far, and its end. */
export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  output(): string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /**
   * Resolves when the output matches; throws, with the output, when it ends before or time runs
   * out.
   */
  prints(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
}

/**
 * Starts a program; it and everything below it is killed when the test ends. It stays in our
 * process group, and ends with it.
 */
export function startProgram(
  file: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Started {
  const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const pid = child.pid ?? 0;
  let output = "";
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const ended = endOf(child);
  onTestFinished(() => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    for (const each of processTree(pid)) killQuietly(each);
  });
  return {
    child,
    pid,
    output: () => output,
    ended,
    async prints(pattern, timeoutMs = 20_000) {
      const deadlineMs = Date.now() + timeoutMs;
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        if (Date.now() > deadlineMs || child.exitCode !== null || child.signalCode !== null) {
          throw new Error(`${file} did not print ${pattern}, but:\n${output}`);
        }
        await sleep(20);
      }
    },
  };
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // ended meanwhile
  }
}

async function endOf(
  child: ChildProcess,
): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}

/** Waits until none of the processes exists; returns those that still do after the timeout. */
export async function survivors(pids: readonly number[], timeoutMs = 5000): Promise<number[]> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const alive = pids.filter((pid) => isAlive(pid));
    if (alive.length === 0 || Date.now() > deadlineMs) return alive;
    await sleep(50);
  }
}

/** Every process below one, and the one itself. */
export function processTree(root: number): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n");
  const links = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const tree = [root];
  for (const parent of tree) {
    tree.push(...links.filter(([, ppid]) => ppid === parent).map(([pid]) => pid ?? 0));
  }
  return tree;
}
