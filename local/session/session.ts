import { constants } from "node:os";

import { CLOSED_OUTPUT, isClosedPipe, systemErrorLine } from "../install/system-error.mjs";
import { endAllGroups } from "./child-process.ts";
import { Interrupted } from "./interrupted.ts";
import { RunFailed } from "./run-failed.ts";

/** One run of a command: what it started is ended with it, however it ends. */
export interface Session {
  /** Aborted, with `Interrupted` or the error of `fail` as reason, once the run has to end. */
  readonly signal: AbortSignal;
  /** Registers what must be undone at the end; last in, first out. */
  readonly defer: (cleanup: () => Promise<void>) => void;
  /** Ends the run because of something that happened in the background. */
  readonly fail: (error: Error) => void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs the body of a command, undoes what it deferred, ends every process it started, and exits the
 * process with the body's exit code (1 after an error, 128 + n after signal n). It ends early on
 * Ctrl-C, SIGTERM, SIGHUP, and when local/run.mjs, which started it, asks for it or is gone.
 */
export async function runSession(body: (session: Session) => Promise<number>): Promise<never> {
  const stop = new AbortController();
  const cleanups: (() => Promise<void>)[] = [];
  const end = (name: NodeJS.Signals): void => stop.abort(new Interrupted(name));
  for (const name of SIGNALS) process.on(name, () => end(name));
  process.on("disconnect", () => end("SIGHUP"));
  process.on("message", (message: { stop?: NodeJS.Signals }) => end(message.stop ?? "SIGTERM"));
  // A write to a closed pipe (npm start | head) is such an exception, too.
  process.on("uncaughtException", (error) => {
    stop.abort(isClosedPipe(error) ? new Interrupted("SIGPIPE") : error);
  });

  let exitCode: number;
  try {
    exitCode = await body({
      signal: stop.signal,
      defer: (cleanup) => void cleanups.push(cleanup),
      fail: (error) => stop.abort(error),
    });
  } catch (error) {
    exitCode = explain(stop.signal.aborted ? stop.signal.reason : error);
  }
  for (const cleanup of cleanups.toReversed()) {
    await cleanup().catch(explain);
  }
  await endAllGroups();
  process.exit(exitCode);
}

/** Resolves when the session is told to end; throws when that is because of an error. */
export async function untilInterrupted({ signal }: Session): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  if (!(signal.reason instanceof Interrupted)) throw signal.reason;
}

/** Says why a run ends and returns its exit code. */
function explain(reason: unknown): number {
  if (reason instanceof Interrupted) {
    if (reason.signal === "SIGPIPE") {
      process.stderr.write(`\n✖ ${CLOSED_OUTPUT}\n`);
    }
    return 128 + constants.signals[reason.signal];
  }
  if (reason instanceof RunFailed) {
    process.stderr.write(`${reason.tail ? `\n${reason.tail}\n` : ""}\n✖ ${reason.message}\n`);
  } else {
    const stack = reason instanceof Error ? reason.stack : String(reason);
    process.stderr.write(`\n✖ ${systemErrorLine(reason) ?? stack}\n`);
  }
  return 1;
}
