import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { installNodePackages, installOpenApiTools } from "./node-packages.mjs";
import { holdLock } from "./process-lock.mjs";
import { installPythonPackages, pythonFor } from "./python-packages.mjs";
import { runCommand } from "./run-command.mjs";

/**
 * What an installation step may use.
 *
 * @typedef {object} Installer
 * @property {string} root the checkout
 * @property {(title: string, work: () => Promise<void>) => Promise<void>} step says what is being
 *   done, and how long it took
 * @property {(file: string, args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<{ code:
 *   number, output: string }>} run
 */

/**
 * Installs what is missing: nothing, most of the time, and then without waiting for anybody. Two
 * runs in one checkout take turns.
 *
 * @param {{ root: string, python: "none" | "emulator" | "tests", signal: AbortSignal, say: (line:
 *   string) => void }} options `python`: also the emulator, or that and what tests need, the tools
 *   for the OpenAPI document included
 * @throws {import("./install-failed.mjs").InstallFailed} or the signal's reason
 */
export async function installMissing({ root, python, signal, say }) {
  const folder = join(root, ".ringback");
  mkdirSync(folder, { recursive: true });
  const lock = await holdLock(join(folder, "install.lock"), {
    signal,
    onWait: (pid) => say(`… waiting for another run (process ${pid}) that is installing`),
  });
  /** @type {Installer} */
  const installer = {
    root,
    async step(title, work) {
      say(`• ${title} …`);
      const started = Date.now();
      const beat = setInterval(() => say(`  … ${seconds(started)} s`), 20_000);
      try {
        await work();
      } finally {
        clearInterval(beat);
      }
      say(`✔ done in ${seconds(started)} s`);
    },
    run: (file, args, env) =>
      runCommand(file, args, {
        cwd: root,
        env: { ...process.env, ...env },
        logFile: join(folder, "install.log"),
        signal,
        onSpawn: (pid) => void lock.cover(pid).catch(() => {}),
      }),
  };
  try {
    // What the machine lacks is told before a minute goes into the packages.
    const machines = python === "none" ? undefined : pythonFor(installer);
    await installNodePackages(installer);
    if (python !== "none") {
      await installPythonPackages(installer, { machines, tests: python === "tests" });
    }
    if (python === "tests") await installOpenApiTools(installer);
  } finally {
    await lock.release();
  }
}

/** @param {number} startedMs */
function seconds(startedMs) {
  return Math.round((Date.now() - startedMs) / 1000);
}
