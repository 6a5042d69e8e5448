// What cdk.json starts, with whatever Node the CDK found: plain JavaScript without dependencies
// that hands over to ringback.ts on the project's own Node 24, which npm installs with the other
// packages.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** How a process is asked to end; a terminal's Ctrl-C reaches the app by itself as well. */
const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

const folder = dirname(fileURLToPath(import.meta.url));
const root = dirname(folder);
const bin = join(root, "node_modules", ".bin");
const node = join(bin, "node");

if (existsSync(node)) handOver();
else refuse("the packages of Ringback are not installed");

/** Runs the app with our arguments, streams and environment, and ends as it ends. */
function handOver() {
  // Bundling runs npx and esbuild, which are to find this Node, too.
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}` };
  const args = [join(folder, "ringback.ts"), ...process.argv.slice(2)];
  const app = spawn(node, args, { env, stdio: "inherit" });
  for (const name of SIGNALS) process.on(name, () => app.kill(name));
  app.once("error", (error) => refuse(`the Node of this project cannot be run (${error.message})`));
  app.once("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal ?? "SIGKILL"]; // as a shell counts
  });
}

/** @param {string} why */
function refuse(why) {
  // With these options it helps whatever npm's settings say: Node 24 is a development package with
  // an install script.
  const remedy = `cd '${root}' && npm ci --include=dev --ignore-scripts=false`;
  process.stderr.write(`✖ ${why}: ${remedy}\n`);
  process.exitCode = 1;
}
