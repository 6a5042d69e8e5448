import { cpSync, existsSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import { readCloudFile } from "../../local/cloud/cloud-file.ts";
import { processTree, type Started, startProgram, survivors } from "../support/processes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Not part of a fresh checkout; of these, the installed packages are lent. */
const LENT = ["node_modules", ".venv"];
const LEFT_OUT = new Set([...LENT, ".git", ".ringback", "coverage", "cdk.out"]);

/** A checkout of its own, so that a cloud that somebody has open in this one is left alone. */
function checkout(): string {
  const root = join(temporaryFolder(), "ringback");
  for (const name of readdirSync(ROOT)) {
    if (!LEFT_OUT.has(name)) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  }
  for (const name of LENT) symlinkSync(join(ROOT, name), join(root, name));
  return root;
}

function npmStart(root: string, ...options: string[]): Started {
  const { RINGBACK_TEST_CLOUD: _, ...env } = process.env;
  return startProgram("npm", ["start", "--", ...options], { cwd: root, env });
}

describe("npm start", () => {
  it("runs twice at once: one shows the demonstration and ends, the other stays until SIGTERM", async () => {
    const root = checkout();
    const staying = npmStart(root);
    const once = npmStart(root, "--once");

    const { code } = await once.ended;
    expect(once.output()).toMatch(
      /▶ POST \/card-status[^]*answered 503[^]*▶ POST \/card-status[^]*answered 204/,
    );
    expect(once.output()).toMatch(/▶ POST \/transactions[^]*✔ authentication: ok[^]*✔ body: ok/);
    expect(once.output()).toMatch(/▶ POST \/workflows[^]*✔ signature: ok \(RS256/);
    expect(once.output()).toContain("✔ Everything arrived");
    expect(code).toBe(0);

    await staying.prints(/Ringback is up/, 120_000);
    const tree = processTree(staying.pid);
    staying.child.kill("SIGTERM");
    await staying.ended;
    expect(tree.length).toBeGreaterThanOrEqual(4);
    expect(await survivors(tree)).toStrictEqual([]);
    expect(existsSync(join(root, ".ringback", "cloud.json"))).toBe(false);
  });

  it("announces its cloud to its owner only, and leaves no process behind when it is killed", async () => {
    const root = checkout();
    const started = npmStart(root);
    const path = join(root, ".ringback", "cloud.json");
    while (!existsSync(path)) {
      await sleep(100);
      if (started.child.exitCode !== null) throw new Error(started.output());
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const cloud = readCloudFile(path)!;
    expect((await fetch(`${cloud.api_url}/health`)).status).toBe(200);
    const tree = processTree(started.pid);
    process.kill(started.pid, "SIGKILL");
    expect(await survivors(tree, 15_000)).toStrictEqual([]);
  });

  it("shows why a step failed, and ends what it had started", async () => {
    const root = checkout();
    writeFileSync(join(root, "bin", "ringback.ts"), `throw new Error("the app is broken");\n`);
    const started = npmStart(root);
    await started.prints(/AWS emulator at/);
    const tree = processTree(started.pid);
    const { code } = await started.ended;
    expect(code).toBe(1);
    expect(started.output()).toMatch(/Error: the app is broken[^]*✖ cdk synth .*ended with code 1/);
    expect(await survivors(tree)).toStrictEqual([]);
  });
});
