import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";

import { InstallFailed } from "./install-failed.mjs";

/** Bytes of output kept for diagnosing a failure; npm and pip say why within their last lines. */
const TAIL_BYTES = 8192;

/** A group gets this long from SIGTERM to SIGKILL: npm only has to delete temporary files. */
const KILL_AFTER_MS = 5000;

/**
 * Runs one command in a process group of its own, its output into a file, and ends the whole group
 * when told to.
 *
 * @param {string} file program, looked up on `env.PATH`
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, logFile: string, signal: AbortSignal, onSpawn?:
 *   (pid: number) => void }} options
 * @returns {Promise<{ code: number, output: string }>} exit code (128 + n after a signal) and the
 *   last 8 KB of output
 * @throws {InstallFailed} when the program does not exist
 */
export function runCommand(file, args, { cwd, env, logFile, signal, onSpawn }) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const log = createWriteStream(logFile, { flags: "a" });
    const child = spawn(file, args, {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      log.write(chunk);
      output = (output + chunk.toString()).slice(-TAIL_BYTES);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const stop = () => {
      killGroup(child.pid, "SIGTERM");
      setTimeout(() => killGroup(child.pid, "SIGKILL"), KILL_AFTER_MS).unref();
    };
    signal.addEventListener("abort", stop, { once: true });
    child.once("spawn", () => onSpawn?.(/** @type {number} */ (child.pid)));
    child.once("error", (cause) => {
      log.end();
      reject(
        new InstallFailed(
          `cannot run ${file}: ${cause.message}`,
          `install ${file} and put it on the PATH`,
        ),
      );
    });
    child.once("close", (code) => {
      signal.removeEventListener("abort", stop);
      killGroup(child.pid, "SIGKILL");
      log.end(() => {
        if (signal.aborted) reject(signal.reason);
        else resolve({ code: code ?? 1, output });
      });
    });
  });
}

/**
 * Signals every process of a group; one that has ended already is no error.
 *
 * @param {number | undefined} pid leader of the group
 * @param {NodeJS.Signals} signal
 */
export function killGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // ended already
  }
}
