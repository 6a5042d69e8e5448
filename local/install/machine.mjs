import { InstallFailed } from "./install-failed.mjs";

/** Installer and npm lockfile version need Node 20; the rest runs on the Node 24 it installs. */
const OLDEST_NODE = 20;

/**
 * @param {string} version as in `process.versions.node`
 * @param {string} platform as in `process.platform`
 * @throws {InstallFailed} when this machine cannot run the two commands at all
 */
export function checkMachine(version, platform) {
  if (platform === "win32") {
    throw new InstallFailed(
      "Windows is not supported",
      "use WSL (Windows Subsystem for Linux) and run the same command there",
    );
  }
  if (Number.parseInt(version, 10) < OLDEST_NODE) {
    throw new InstallFailed(
      `Node ${OLDEST_NODE} or later is needed, this is ${version}`,
      "install it from https://nodejs.org/ (or nvm install 24), then run the same command again",
    );
  }
}
