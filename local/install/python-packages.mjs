import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { machinesPython } from "./find-python.mjs";
import { InstallFailed } from "./install-failed.mjs";

/** @typedef {import("./installer.mjs").Installer} Installer */

/** The emulator, and what the tests need beside it. */
const EMULATOR = "requirements.txt";
const TESTS = "requirements-test.txt";

/** On disk; the downloads are a third of it. */
const EMULATOR_SIZE = "120 MB";
const TESTS_SIZE = "210 MB";

/**
 * The Python to make `.venv` with; undefined when there is one that will do.
 *
 * @param {Installer} installer
 * @throws {InstallFailed} saying what the machine lacks
 */
export function pythonFor(installer) {
  const inVenv = join(installer.root, ".venv", "bin", "python");
  const isReady = isInstalled(installer, EMULATOR) && canRun(inVenv);
  return isReady ? undefined : machinesPython();
}

/**
 * Makes `.venv` with the packages of local/requirements.txt, and of local/requirements-test.txt for
 * the tests, unless they are there already, installed from the same files.
 *
 * @param {Installer} installer
 * @param {{ machines: import("./find-python.mjs").Python | undefined, tests: boolean }} options
 *   `machines`: as `pythonFor` says
 */
export async function installPythonPackages(installer, { machines, tests }) {
  const venv = join(installer.root, ".venv");
  if (machines !== undefined) {
    const title = `Installing the local AWS emulator into .venv (Python ${machines.version}; ${EMULATOR_SIZE})`;
    await installer.step(title, async () => {
      const made = await installer.run(machines.path, ["-m", "venv", "--clear", venv]);
      if (made.code !== 0)
        throw new InstallFailed("Python cannot make .venv", "look at .ringback/install.log");
      await install(installer, EMULATOR);
    });
  }
  if (tests && !isInstalled(installer, TESTS)) {
    await installer.step(`Installing cfn-lint and OpenAPI tools into .venv (${TESTS_SIZE})`, () =>
      install(installer, TESTS),
    );
  }
}

/**
 * @param {Installer} installer
 * @param {string} file
 */
function isInstalled({ root }, file) {
  return stampOf(stampFile(root, file)) === hashOf(root, file);
}

/**
 * @param {Installer} installer
 * @param {string} file
 */
async function install({ root, run }, file) {
  const inVenv = join(root, ".venv", "bin", "python");
  const pip = ["-m", "pip", "--disable-pip-version-check", "--no-input"];
  const hash = hashOf(root, file);
  // --no-deps: only what the file pins may come in; `pip check` then says if a pin is missing.
  const requirements = ["--no-deps", "-r", join(root, "local", file)];
  const installed = await run(inVenv, [...pip, "install", ...requirements]);
  if (installed.code !== 0) throw pipFailure(installed.output);
  const checked = await run(inVenv, [...pip, "check"]);
  if (checked.code !== 0) {
    throw new InstallFailed(`local/${file} does not pin everything`, checked.output.trim());
  }
  writeFileSync(stampFile(root, file), hash);
}

/**
 * @param {string} root
 * @param {string} file
 */
function hashOf(root, file) {
  return createHash("sha256")
    .update(readFileSync(join(root, "local", file)))
    .digest("hex");
}

/**
 * @param {string} root
 * @param {string} file
 */
function stampFile(root, file) {
  return join(root, ".venv", `ringback-${file.replace(".txt", "")}.sha256`);
}

/** @param {string} file */
function stampOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * A venv dies when its Python is upgraded away or its folder moved: the emulator tells.
 * @param {string} python
 */
function canRun(python) {
  try {
    execFileSync(python, ["-c", "import ministack"], { stdio: "ignore", timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}

/** @param {string} output */
function pipFailure(output) {
  if (
    /NewConnectionError|ConnectionError|Max retries|Temporary failure|Could not fetch URL|SSLError|timed out|ProxyError/.test(
      output,
    )
  ) {
    return new InstallFailed(
      "the Python package index cannot be reached",
      "check the network and the proxy settings (pip config list), then run the same command again",
    );
  }
  if (/No space left/.test(output))
    return new InstallFailed("the disk is full", "free about 1 GB and run the same command again");
  return new InstallFailed("pip install failed", "look at .ringback/install.log");
}
