import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { constants, setPriority } from "node:os";

import { killGroup } from "../install/run-command.mjs";
import { RunFailed } from "./run-failed.ts";

/** One program to run to its end. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Everything it prints goes here; several programs may share a file. */
  readonly logFile: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Whether it only gets the time that others leave. */
  readonly inBackground?: boolean;
  /** Also gets each chunk of its output. */
  readonly onOutput?: (chunk: Buffer) => void;
}

/** Log lines shown when a program fails: enough for a stack trace, few enough to be read. */
const TAIL_LINES = 30;

/** Grace between SIGTERM and SIGKILL for programs that have nothing worth saving. */
const GRACE_MS = 3000;

const live = new Map<ChildProcess, number>();

/**
 * Starts a program as leader of a process group of its own (so that the terminal's Ctrl-C does not
 * reach it before we have decided how to end it) and tells local/run.mjs, which ends the group
 * should this process be killed.
 */
export function startGroup(
  file: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; cwd: string; stdio: StdioOptions },
): ChildProcess {
  const child = spawn(file, args, { ...options, detached: true });
  const { pid } = child;
  if (pid !== undefined) {
    live.set(child, pid);
    process.send?.({ started: pid });
    child.once("exit", () => {
      killGroup(pid, "SIGKILL"); // what the leader left behind
      live.delete(child);
      process.send?.({ ended: pid });
    });
  }
  return child;
}

/** Lets all others go first, also where Linux shares time by session, not process priority. */
function giveWay({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  const { PRIORITY_LOW } = constants.priority;
  try {
    setPriority(pid, PRIORITY_LOW);
    writeFileSync(`/proc/${pid}/autogroup`, String(PRIORITY_LOW));
  } catch {
    // it has just ended, or there are no such groups here
  }
}

/** Ends a group: SIGTERM, then SIGKILL after the grace. Resolves once its leader has ended. */
export async function endGroup(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  killGroup(child.pid, "SIGTERM");
  const force = setTimeout(() => killGroup(child.pid, "SIGKILL"), graceMs);
  await ended;
  clearTimeout(force);
}

/** Ends every group that still runs. */
export async function endAllGroups(): Promise<void> {
  await Promise.all([...live.keys()].map((child) => endGroup(child, GRACE_MS)));
}

/**
 * Runs a program to its end.
 *
 * @throws {RunFailed} when it cannot be started, exits with another code than 0, or passes its
 *   timeout
 * @throws the signal's reason when that ends it
 */
export async function runProgram(program: Program): Promise<void> {
  program.signal.throwIfAborted();
  const log = createWriteStream(program.logFile, { flags: "a" });
  const { env, cwd } = program;
  const child = startGroup(program.file, program.args, {
    env,
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (program.inBackground) giveWay(child);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      log.write(chunk);
      program.onOutput?.(chunk);
    });
  }
  const stop = (): void => void endGroup(child, GRACE_MS);
  program.signal.addEventListener("abort", stop, { once: true });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, program.timeoutMs);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    program.signal.throwIfAborted();
    if (code === 0 && !timedOut) return;
    await new Promise<void>((resolve) => log.end(resolve));
    const how = timedOut
      ? `took longer than ${program.timeoutMs / 1000} s`
      : `ended with code ${code}`;
    throw new RunFailed(`${nameOf(program)} ${how}`, await tailOf(program.logFile));
  } catch (error) {
    if (error instanceof Error && "syscall" in error) {
      throw new RunFailed(`${nameOf(program)} cannot be run: ${error.message}`);
    }
    throw error;
  } finally {
    clearTimeout(timer);
    program.signal.removeEventListener("abort", stop);
    log.end();
  }
}

/** The last lines of a log file, or nothing when there is none. */
export async function tailOf(logFile: string): Promise<string> {
  const text = await readFile(logFile, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
}

function nameOf({ file, args }: Program): string {
  return [file.split("/").at(-1), ...args].join(" ");
}
