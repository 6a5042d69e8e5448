import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

import { describe, expect, it } from "vitest";

import { type Started, startProgram } from "../support/processes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
const PROJECTS_TOOLS = join(ROOT, "node_modules", ".bin");

/**
 * The PATH of somebody who has not been in this project: the machine's own Node, whatever its
 * version, if it has one.
 */
function machinesPath(): string {
  const entries = (process.env["PATH"] ?? "").split(delimiter);
  const others = entries.filter((entry) => !/node_modules[/\\]\.bin[/\\]?$/u.test(entry));
  const hasNode = others.some((entry) => existsSync(join(entry, "node")));
  return [...others, ...(hasNode ? [] : [PROJECTS_TOOLS])].join(delimiter);
}

/** A CDK that was installed outside the project, as by `npm install --global aws-cdk`. */
function globalCdk(): string {
  const folder = join(temporaryFolder(), "aws-cdk");
  cpSync(join(ROOT, "node_modules", "aws-cdk"), folder, { recursive: true });
  return join(folder, "bin", "cdk");
}

function startNode(file: string, args: readonly string[], cwd: string): Started {
  const home = temporaryFolder();
  const env = { PATH: machinesPath(), HOME: home, CDK_DISABLE_CLI_TELEMETRY: "true" };
  return startProgram("node", [file, ...args], { cwd, env });
}

/** What cdk.json starts, in a checkout with this app in place of ours. */
function checkoutWith(app: string): string {
  const root = temporaryFolder();
  cpSync(join(ROOT, "bin", "ringback.mjs"), join(root, "bin", "ringback.mjs"));
  writeFileSync(join(root, "bin", "ringback.ts"), app);
  writeFileSync(join(root, "package.json"), '{"type":"module"}');
  mkdirSync(join(root, "node_modules", ".bin"), { recursive: true });
  symlinkSync(join(PROJECTS_TOOLS, "node"), join(root, "node_modules", ".bin", "node"));
  return root;
}

describe("a CDK outside the project, on the machine's Node", () => {
  it("synthesizes all stacks, functions bundled", async () => {
    const assembly = join(temporaryFolder(), "cdk.out");
    const args = ["synth", "--quiet", "--no-notices", "--output", assembly];
    const cdk = startNode(globalCdk(), args, ROOT);
    const { code } = await cdk.ended;
    expect(cdk.output()).toContain("Successfully synthesized");
    expect(code).toBe(0);
    for (const stack of ["Storage", "Pipeline", "Api", "Signals"].map(
      (name) => `Ringback${name}`,
    )) {
      const assets = readFileSync(join(assembly, `${stack}.assets.json`), "utf8");
      const folders = [...assets.matchAll(/"path": "(asset\.\w+)"/gu)].map(([, path = ""]) => path);
      expect(folders.filter((path) => !existsSync(join(assembly, path, "index.mjs")))).toEqual([]);
      expect(existsSync(join(assembly, `${stack}.template.json`))).toBe(true);
    }
  });

  it("is told in one line what to do before npm has installed anything", async () => {
    const root = temporaryFolder();
    for (const name of ["bin", "lib", "cdk.json", "package.json"]) {
      cpSync(join(ROOT, name), join(root, name), { recursive: true });
    }
    const cdk = startNode(globalCdk(), ["synth", "--quiet", "--no-notices"], root);
    const { code } = await cdk.ended;
    const [first, ...more] = cdk.output().trim().split("\n");
    expect(first).toBe(
      `✖ the packages of Ringback are not installed: cd '${root}' && npm ci --include=dev --ignore-scripts=false`,
    );
    expect(more.filter((line) => !line.includes("Subprocess exited with error 1"))).toEqual([]);
    expect(code).toBe(1);
  });
});

describe("what cdk.json starts", () => {
  const report = `
    const { argv, env } = process;
    const stdin = await new Response(process.stdin).text();
    console.log(JSON.stringify({ node: process.version, args: argv.slice(2), cwd: process.cwd(), out: env.CDK_OUTDIR, stdin }));
    console.error("on stderr" satisfies string);
    process.exitCode = 7;`;

  it("runs the app on the project's Node with its arguments, folder, streams and exit code", async () => {
    const cwd = temporaryFolder();
    const launcher = join(checkoutWith(report), "bin", "ringback.mjs");
    const env = { PATH: machinesPath(), CDK_OUTDIR: "/out" };
    const app = startProgram("node", [launcher, "a b", "--c"], { cwd, env });
    expect((await app.ended).code).toBe(7);
    expect(app.output()).toContain("on stderr");
    expect(
      JSON.parse(
        app
          .output()
          .split("\n")
          .find((line) => line.startsWith("{")) ?? "",
      ),
    ).toEqual({ node: process.version, args: ["a b", "--c"], cwd, out: "/out", stdin: "" });
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("hands %s on to the app", async (signal) => {
    const app = `
      process.on("${signal}", () => { console.log("told"); process.exit(3); });
      setInterval(() => {}, 1000);
      console.log("ready");`;
    const root = checkoutWith(app);
    const launcher = startNode(join(root, "bin", "ringback.mjs"), [], root);
    await launcher.prints(/ready/u);
    process.kill(launcher.pid, signal);
    expect((await launcher.ended).code).toBe(3);
    expect(launcher.output()).toContain("told");
  });

  it("ends as a shell would when the app is killed", async () => {
    const root = checkoutWith(`process.kill(process.pid, "SIGKILL");`);
    const launcher = startNode(join(root, "bin", "ringback.mjs"), [], root);
    expect((await launcher.ended).code).toBe(137);
  });

  it("says in one line that the project's Node cannot run on this machine", async () => {
    const root = temporaryFolder();
    cpSync(join(ROOT, "bin"), join(root, "bin"), { recursive: true });
    mkdirSync(join(root, "node_modules", ".bin"), { recursive: true });
    writeFileSync(join(root, "node_modules", ".bin", "node"), "of another machine");
    const launcher = startNode(join(root, "bin", "ringback.mjs"), [], root);
    expect((await launcher.ended).code).toBe(1);
    expect(launcher.output()).toMatch(
      /^✖ the Node of this project cannot be run \(.*\): cd .*\n$/u,
    );
  });
});
