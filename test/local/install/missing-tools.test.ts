import type { ChildProcess } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { findPython } from "../../../local/install/find-python.mjs";
import { checkMachine } from "../../../local/install/machine.mjs";
import { startProgram } from "../../support/processes.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** Runs a command of a checkout whose machine has only the given programs, each a shell script. */
async function runOn(
  programs: Readonly<Record<string, string>>,
  options: {
    installed: boolean;
    command?: string;
    args?: readonly string[];
    /** Changes the checkout before the command runs. */
    prepare?: (root: string) => void;
    whenStarted?: (child: ChildProcess) => void;
  },
): Promise<{ code: number | null; output: string }> {
  const { installed, command = "start", args = [], prepare, whenStarted } = options;
  const folder = temporaryFolder();
  const bin = join(folder, "bin");
  const root = join(folder, "ringback");
  mkdirSync(bin);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  for (const name of ["local", "package.json", "package-lock.json"]) {
    const filter = (path: string): boolean => !path.endsWith("/node_modules");
    cpSync(join(ROOT, name), join(root, name), { recursive: true, filter });
  }
  if (installed) symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  prepare?.(root);
  const run = [join(root, "local", "run.mjs"), command, ...args];
  const started = startProgram(process.execPath, run, { env: { PATH: bin, HOME: folder } });
  whenStarted?.(started.child);
  const { code } = await started.ended;
  return { code, output: started.output() };
}

const GOOD_PYTHON = `echo '["/usr/bin/python3", 3, 11, true]'`;

describe("a machine that lacks something is told what, and how to mend it", () => {
  it.each([
    ["18.20.4", "linux", /Node 20 or later is needed, this is 18\.20\.4/],
    ["24.0.0", "win32", /Windows is not supported/],
  ])("Node %s on %s", (version, platform, message) => {
    expect(() => checkMachine(version, platform)).toThrow(message);
  });

  it("npm", async () => {
    const { code, output } = await runOn({ python3: GOOD_PYTHON }, { installed: false });
    expect(output).toMatch(/✖ cannot run npm: .*ENOENT\n {2}→ install npm and put it on the PATH/);
    expect(code).toBe(1);
  });

  it("a registry that can be reached", async () => {
    const npm = `echo "npm error code ENOTFOUND getaddrinfo registry" >&2; exit 1`;
    const { code, output } = await runOn({ npm, python3: GOOD_PYTHON }, { installed: false });
    expect(output).toMatch(/• Installing the Node packages .*; \d+ MB in node_modules\) …\n/);
    expect(output).toMatch(
      /✖ the npm registry cannot be reached\n {2}→ check the network and the proxy settings/,
    );
    expect(code).toBe(1);
  });

  it.each([true, false])("Python (packages installed: %s)", async (installed) => {
    const { code, output } = await runOn({}, { installed });
    expect(output).not.toContain("Installing");
    expect(output).toMatch(
      /✖ Python 3\.10 or later is needed .*found none\n {2}→ install it: sudo apt install python3/,
    );
    expect(code).toBe(1);
  });

  it("a newer Python", async () => {
    const { output } = await runOn(
      { python3: `echo '["/usr/bin/python3", 3, 8, true]'` },
      { installed: true },
    );
    expect(output).toContain("found 3.8 (/usr/bin/python3)");
  });

  it("the venv module", async () => {
    const { output } = await runOn(
      { python3: `echo '["/usr/bin/python3", 3, 11, false]'` },
      { installed: true },
    );
    expect(output).toMatch(
      /✖ Python 3\.11 \(\/usr\/bin\/python3\) has no venv module\n.*python3-venv .*python3\.11-venv/,
    );
  });

  it("a Python package index that can be reached", async () => {
    const brokenPython = [
      `case "$*" in`,
      `*find_spec*) echo "[\\"$0\\", 3, 11, true]" ;;`,
      `*venv*) /bin/mkdir -p .venv/bin; /bin/cp "$0" .venv/bin/python ;;`,
      `*) echo "NewConnectionError: Failed to establish a new connection" >&2; exit 1 ;;`,
      `esac`,
    ].join("\n");
    const { code, output } = await runOn({ python3: brokenPython }, { installed: true });
    expect(output).toMatch(/✖ the Python package index cannot be reached\n {2}→ check the network/);
    expect(code).toBe(1);
  });

  it("a folder that can be written to", async () => {
    const { code, output } = await runOn(
      {},
      { installed: true, prepare: (root) => writeFileSync(join(root, ".ringback"), "") },
    );
    expect(output).toMatch(/^\n✖ EEXIST: file already exists, mkdir '.*\/\.ringback'\n$/);
    expect(code).toBe(1);
  });

  it("somebody who reads what it says", async () => {
    const npm = "/bin/sleep 0.5; exit 1";
    const { code, output } = await runOn(
      { npm, python3: GOOD_PYTHON },
      { installed: false, whenStarted: (child) => child.stdout?.destroy() },
    );
    expect(output).toMatch(/^\n✖ nobody reads the output any more, so the run ends\n$/);
    expect(code).toBe(141);
  });

  it.each(["start", "test", "deploy"])("how npm %s is used, without all that", async (command) => {
    const { code, output } = await runOn({}, { installed: false, command, args: ["--help"] });
    expect(output).toMatch(new RegExp(`^npm (run )?${command} \\[-- options`));
    expect(output).toMatch(/^ {2}--help +shows this/m);
    expect(code).toBe(0);
  });

  it("a command that exists", async () => {
    const { code, output } = await runOn({}, { installed: true, command: "strat" });
    expect(output).toMatch(
      /unknown command "strat"\n {2}→ node local\/run\.mjs start\|test\|deploy/,
    );
    expect(code).toBe(1);
  });
});

function python(minor: number, venv: boolean) {
  return { path: `/py${minor}`, version: `3.${minor}`, minor, venv };
}

describe("the choice of a Python", () => {
  it("falls on the first that is recent and has the venv module", () => {
    expect(
      findPython([
        python(8, true),
        undefined,
        python(12, false),
        python(11, true),
        python(13, true),
      ]).minor,
    ).toBe(11);
  });
});
