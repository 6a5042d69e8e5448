import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

import { InstallFailed } from "./install-failed.mjs";

/** @typedef {import("./installer.mjs").Installer} Installer */
/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean,
 *   peer?: boolean }} Package
 */

/** On disk; the download is a fifth. Two thirds are the CDK, the compiler, and Node 24. */
const SIZE = "700 MB";

/** What checks the OpenAPI document and makes clients of it, with a compiler of its own. */
const OPENAPI_TOOLS = join("test", "local", "openapi", "tools");
const OPENAPI_TOOLS_SIZE = "130 MB";

const PROXY_HINT =
  "check the network and the proxy settings (npm config get registry; npm config get proxy), then run the same command again";

/**
 * Installs `node_modules` with `npm ci` unless what is there is exactly what package-lock.json asks
 * for. npm itself keeps the record of what it installed in `node_modules/.package-lock.json`,
 * written last.
 *
 * @param {Installer} installer
 */
export async function installNodePackages(installer) {
  const { root } = installer;
  if (nodePackagesAreCurrent(root)) return;
  const title = `Installing the Node packages of package-lock.json (npm ci; ${SIZE} in node_modules)`;
  await installer.step(title, async () => {
    // --include=dev and --ignore-scripts=false: whatever the user's npm settings say, the tools and
    // Node 24 are needed.
    const args = ["ci", "--include=dev", "--ignore-scripts=false", "--no-audit", "--no-fund"];
    const { code, output } = await installer.run("npm", args, { PATH: pathWithoutPackages() });
    if (code !== 0) throw npmFailure(output);
    if (!nodePackagesAreCurrent(root)) {
      throw new InstallFailed(
        "npm ci ended without an error, but node_modules is not what package-lock.json asks for",
        "delete node_modules and run the same command again; look at .ringback/install.log",
      );
    }
  });
}

/**
 * Installs the packages of test/local/openapi/tools beside their lockfile, for the tests; none of
 * their scripts is run.
 *
 * @param {Installer} installer
 */
export async function installOpenApiTools({ root, step, run }) {
  if (packagesAreCurrent(join(root, OPENAPI_TOOLS))) return;
  const title = `Installing what reads the OpenAPI document (npm ci; ${OPENAPI_TOOLS_SIZE} in ${OPENAPI_TOOLS})`;
  await step(title, async () => {
    const args = ["ci", "--prefix", OPENAPI_TOOLS, "--ignore-scripts", "--no-audit", "--no-fund"];
    const { code, output } = await run("npm", args, { PATH: pathWithoutPackages() });
    if (code !== 0) throw npmFailure(output);
  });
}

/**
 * Whether node_modules holds every package of the lockfile in its version, and Node 24 itself.
 *
 * @param {string} root
 */
export function nodePackagesAreCurrent(root) {
  return existsSync(join(root, "node_modules", ".bin", "node")) && packagesAreCurrent(root);
}

/** @param {string} folder where package-lock.json lies, and node_modules beside it */
function packagesAreCurrent(folder) {
  const wanted = packagesOf(join(folder, "package-lock.json"));
  const present = packagesOf(join(folder, "node_modules", ".package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, integrity, ...flags }]) => {
    const found = present[path];
    if (path === "") return true;
    if (!found) return flags.optional === true || flags.devOptional === true || flags.peer === true;
    return found.version === version && found.integrity === integrity;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, Package> | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** npm ci deletes node_modules, and with it the Node that npm would find there first. */
function pathWithoutPackages() {
  const entries = (process.env["PATH"] ?? "").split(delimiter);
  return entries.filter((entry) => !/node_modules[/\\]\.bin[/\\]?$/.test(entry)).join(delimiter);
}

/** @param {string} output */
function npmFailure(output) {
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|SELF_SIGNED|CERT_/.test(
      output,
    )
  ) {
    return new InstallFailed("the npm registry cannot be reached", PROXY_HINT);
  }
  if (/\bE401\b|\bE403\b/.test(output)) {
    return new InstallFailed(
      "the npm registry refuses the request",
      "check your registry login (npm whoami) and run the same command again",
    );
  }
  if (/ENOSPC/.test(output)) {
    return new InstallFailed("the disk is full", "free about 1 GB and run the same command again");
  }
  return new InstallFailed("npm ci failed", "look at .ringback/install.log");
}
