import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { InstallFailed } from "./install-failed.mjs";

/** @typedef {import("./installer.mjs").Installer} Installer */
/** @typedef {{ path: string, version: string, minor: number, venv: boolean }} Python */

/** The oldest minor version of Python 3 that the pinned emulator runs on (its Requires-Python). */
const OLDEST_MINOR = 10;

/** Names under which an acceptable Python may be found: the plain one first, as it is what the user means. */
const CANDIDATES = [
  "python3",
  "python3.14",
  "python3.13",
  "python3.12",
  "python3.11",
  "python3.10",
  "python",
];

const PROBE = [
  "import json, sys, importlib.util as u",
  "v = bool(u.find_spec('venv') and u.find_spec('ensurepip'))",
  "print(json.dumps([sys.executable, sys.version_info[0], sys.version_info[1], v]))",
].join("\n");

/** The emulator, and what the tests need beside it. */
const EMULATOR = "requirements.txt";
const TESTS = "requirements-test.txt";

/**
 * Makes `.venv` with the packages of local/requirements.txt, and of local/requirements-test.txt for the tests, unless they
 * are there already, installed from the same files.
 *
 * @param {Installer} installer
 * @param {{ tests: boolean }} options
 */
export async function installPythonPackages(installer, { tests }) {
  const venv = join(installer.root, ".venv");
  const inVenv = join(venv, "bin", "python");
  if (!(isInstalled(installer, EMULATOR) && canRun(inVenv))) {
    const python = findPython(CANDIDATES.map(probePython));
    const title = `Installing the local AWS emulator into .venv (Python ${python.version})`;
    await installer.step(title, async () => {
      const made = await installer.run(python.path, ["-m", "venv", "--clear", venv]);
      if (made.code !== 0)
        throw new InstallFailed("Python cannot make .venv", "look at .ringback/install.log");
      await install(installer, EMULATOR);
    });
  }
  if (tests && !isInstalled(installer, TESTS)) {
    await installer.step("Installing cfn-lint into .venv", () => install(installer, TESTS));
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

/**
 * Chooses the first Python that will do.
 *
 * @param {readonly (Python | undefined)[]} found in order of preference
 * @returns {Python}
 * @throws {InstallFailed} saying whether Python, a newer Python or its venv module is missing
 */
export function findPython(found) {
  const pythons = found.filter((python) => python !== undefined);
  const recent = pythons.filter((python) => python.minor >= OLDEST_MINOR);
  const usable = recent.find((python) => python.venv);
  if (usable) return usable;
  const [first] = recent;
  if (first) {
    throw new InstallFailed(
      `Python ${first.version} (${first.path}) has no venv module`,
      `install it: sudo apt install python3-venv (Debian, Ubuntu; or python3.${first.minor}-venv), or use a Python from python.org, brew or pyenv`,
    );
  }
  const seen = pythons.map(({ path, version }) => `${version} (${path})`).join(", ");
  throw new InstallFailed(
    `Python 3.${OLDEST_MINOR} or later is needed for the local AWS emulator, found ${seen || "none"}`,
    "install it: sudo apt install python3 python3-venv (Debian, Ubuntu), sudo dnf install python3 (Fedora), brew install python (macOS)",
  );
}

/**
 * @param {string} name
 * @returns {Python | undefined}
 */
function probePython(name) {
  try {
    const text = execFileSync(name, ["-c", PROBE], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 20_000,
    });
    const [path, major, minor, venv] = JSON.parse(text);
    return major === 3
      ? { path, version: `${major}.${minor}`, minor, venv }
      : { path, version: `${major}.${minor}`, minor: -1, venv };
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function stampOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** A venv dies when its Python is upgraded away or its folder moved: the emulator is the thing to try.
 * @param {string} python */
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
