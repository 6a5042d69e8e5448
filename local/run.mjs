#!/usr/bin/env node
// `npm start`, `npm test` and `npm run deploy`, `repair`, `simulate` and `import:powerauth` begin
// here. Plain JavaScript without dependencies, for any Node from 20 on: it installs what is
// missing, then hands over to local/<command>.ts or tools/<command>.ts on the Node 24 it has
// installed.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { askedHelp } from "./install/help.mjs";
import { InstallFailed } from "./install/install-failed.mjs";
import { installMissing } from "./install/installer.mjs";
import { checkMachine } from "./install/machine.mjs";
import { killGroup } from "./install/run-command.mjs";
import { CLOSED_OUTPUT, systemErrorLine } from "./install/system-error.mjs";

const COMMANDS = ["start", "test", "deploy", "repair", "simulate", "import:powerauth"];
const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** The command stops the emulator in 10 s, all else sooner; after this it is ended by force. */
const STOP_TIMEOUT_MS = 20_000;

/** How often to look whether npm, which started this, is still there. */
const PARENT_POLL_MS = 200;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command, ...args] = process.argv.slice(2);
try {
  checkMachine(process.versions.node, process.platform);
} catch (error) {
  process.exit(explain(error));
}
const help = askedHelp(command, args);
if (help !== undefined) {
  process.stdout.write(help);
  process.exit();
}
const stop = new AbortController();

// Nobody reads any more (npm start | head), or the disk is full that the output goes to.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", () => stop.abort("SIGPIPE"));
}
for (const name of SIGNALS) process.on(name, () => stop.abort(name));
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) stop.abort("SIGHUP");
}, PARENT_POLL_MS).unref();

process.exitCode = await main().catch((error) =>
  explain(stop.signal.aborted ? stop.signal.reason : error),
);

async function main() {
  if (!command || !COMMANDS.includes(command)) {
    throw new InstallFailed(
      `unknown command "${command ?? ""}"`,
      `node local/run.mjs ${COMMANDS.join("|")} [options]`,
    );
  }
  await installMissing({ root, python: neededPython(), signal: stop.signal, say });
  const folder = command === "start" || command === "test" ? "local" : "tools";
  return handOver(join(root, folder, `${command.replace(":", "-")}.ts`));
}

/** Python is for the emulator, and for tests: those of `--unit` ask it what it reads as well. */
function neededPython() {
  if (command === "test") return "tests";
  return command === "start" ? "emulator" : "none";
}

/**
 * Runs the command in our process group (so that it has the terminal) and waits for it. It tells us
 * of every process group it starts; should it die without ending them, we do.
 *
 * @param {string} file
 * @returns {Promise<number>} its exit code
 */
function handOver(file) {
  stop.signal.throwIfAborted();
  const bin = join(root, "node_modules", ".bin");
  const env = {
    ...process.env,
    ...colourEnvironment(),
    PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
  };
  const child = spawn(join(bin, "node"), [file, ...args], {
    env,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  /** @type {Set<number>} */
  const groups = new Set();
  child.on("message", (/** @type {{ started?: number, ended?: number }} */ { started, ended }) => {
    if (started !== undefined) groups.add(started);
    if (ended !== undefined) groups.delete(ended);
  });
  stop.signal.addEventListener("abort", () => {
    child.send({ stop: stop.signal.reason }, () => {}); // the callback takes the error of a child that has just gone
    setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS).unref();
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const pid of groups) killGroup(pid, "SIGKILL");
      resolve(code ?? exitCodeOf(signal ?? "SIGKILL"));
    });
  });
}

/** Colour codes are for terminals, also when a CI system asks every tool for them: https://no-color.org/ */
function colourEnvironment() {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR) return { FORCE_COLOR: undefined };
  return process.stdout.isTTY || FORCE_COLOR ? {} : { NO_COLOR: "1" };
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {unknown} error */
function explain(error) {
  if (error === "SIGPIPE") process.stderr.write(`\n✖ ${CLOSED_OUTPUT}\n`);
  if (typeof error === "string") return exitCodeOf(error);
  if (error instanceof InstallFailed) {
    process.stderr.write(`\n✖ ${error.message}\n  → ${error.hint}\n`);
  } else if (systemErrorLine(error) !== undefined) {
    process.stderr.write(`\n✖ ${systemErrorLine(error)}\n`);
  } else {
    process.stderr.write(`\n✖ ${error instanceof Error ? error.stack : String(error)}\n`);
  }
  return 1;
}

/** The shell's convention: 128 + the signal's number.
 * @param {string} signal */
function exitCodeOf(signal) {
  return 128 + (/** @type {Record<string, number>} */ (constants.signals)[signal] ?? 0);
}
