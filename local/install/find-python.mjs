import { execFileSync } from "node:child_process";

import { InstallFailed } from "./install-failed.mjs";

/** @typedef {{ path: string, version: string, minor: number, venv: boolean }} Python */

/** The oldest minor version of Python 3 that the pinned emulator runs on (its Requires-Python). */
const OLDEST_MINOR = 10;

/** Names of an acceptable Python: the plain one first, as it is what the user means. */
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

/**
 * The Python to make `.venv` with.
 *
 * @returns {Python}
 * @throws {InstallFailed} saying what is missing
 */
export function machinesPython() {
  return findPython(CANDIDATES.map(probePython));
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
