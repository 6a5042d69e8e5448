import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { describe, expect, it, onTestFinished } from "vitest";

import { readCloudFile } from "../../local/cloud/cloud-file.ts";
import { announcementsOf } from "../../local/session/only-start.ts";
import { processTree, type Started, startProgram, survivors } from "../support/processes.ts";
import { has, SHELLS } from "../support/shells.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, "../..");

/** Not part of a fresh checkout; of these, the installed packages are lent. */
const LENT = ["node_modules", ".venv"];
const LEFT_OUT = new Set([...LENT, ".git", ".ringback", "coverage", "cdk.out"]);

/** A checkout of its own, so that a cloud that somebody has open in this one is left alone. */
function checkout(): string {
  const root = join(temporaryFolder(), "ringback");
  for (const name of readdirSync(ROOT)) {
    if (LEFT_OUT.has(name)) continue;
    // Tools of some tests have packages of their own.
    const filter = (path: string): boolean => !path.endsWith("/node_modules");
    cpSync(join(ROOT, name), join(root, name), { recursive: true, filter });
  }
  for (const name of LENT) symlinkSync(join(ROOT, name), join(root, name));
  return root;
}

function npmStart(root: string, ...options: string[]): Started {
  const { RINGBACK_TEST_CLOUD: _, FORCE_COLOR: __, ...env } = process.env;
  // A CI system's log is no terminal, whatever it says.
  return startProgram("npm", ["start", "--", ...options], { cwd: root, env: { ...env, CI: "1" } });
}

/** What a run that was killed, maybe before the machine's last start, leaves in a checkout. */
function leaveRemains(root: string): void {
  const { cloudFile, environmentFile } = announcementsOf(root);
  const pid = process.pid; // which is another program's now
  const lock = join(root, ".ringback", "start.lock");
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, `${pid}-${randomUUID()}`), "");
  writeFileSync(cloudFile, JSON.stringify({ pid, endpoint_url: "http://127.0.0.1:1" }));
  writeFileSync(environmentFile, "export API=http://127.0.0.1:1");
}

/**
 * The indented commands of what `npm start` prints at the end, in the order in which they stand
 * there.
 */
function printedCommands(started: Started): [source: string, first: string, ...others: string[]] {
  const text = started.output().split("Ringback is up.")[1]?.split("The API describes itself")[0];
  const commands = text?.match(/^ {2}\S(?:.*\\\n)*.*$/gmu) ?? [];
  return commands as [string, string, ...string[]];
}

async function leavesTheFirstAlone(root: string, first: Started): Promise<void> {
  const { cloudFile, environmentFile } = announcementsOf(root);
  const before = [readCloudFile(cloudFile), readFileSync(environmentFile, "utf8")];
  const second = npmStart(root);
  expect((await second.ended).code).toBe(1);
  const { pid, endpoint_url } = readCloudFile(cloudFile)!;
  expect(second.output()).toContain(`Ringback runs already in this checkout (process ${pid})`);
  expect(second.output()).toContain(`AWS emulator: ${endpoint_url}\n`);
  expect(second.output()).toContain(`source '${environmentFile}'`);
  expect([readCloudFile(cloudFile), readFileSync(environmentFile, "utf8")]).toEqual(before);
  expect(first.child.exitCode).toBeNull();
}

/**
 * Pastes the two commands into a shell of another folder, and looks at the terminal of `npm start`.
 */
async function deliversOwnWebhook(options: {
  shell: string;
  staying: Started;
  source: string;
  first: string;
}): Promise<void> {
  const { shell, staying, source, first } = options;
  const { stdout } = await run(shell, ["-c", `${source}\n${first}`], { cwd: "/" });
  const [webhook = "", published = ""] = stdout.split("\n");
  const event: string = JSON.parse(published).data[0].id;
  const delivery = `dlv_${event.slice(4)}_${JSON.parse(webhook).id.slice(3)}`;
  await staying.prints(new RegExp(`▶ POST /mine [^▶]*${delivery}[^▶]*◀ answered 204`));
}

describe("npm start", () => {
  it("runs twice at once: one shows the demonstration and ends, the other stays until SIGTERM", async () => {
    const root = checkout();
    leaveRemains(root);
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
    expect(once.output()).not.toContain("\u001b");

    await staying.prints(/Ctrl-C ends everything/, 120_000);
    await leavesTheFirstAlone(root, staying);
    const [source, first, ...others] = printedCommands(staying);
    expect([first, ...others].map((command) => /curl|aws events/.exec(command)?.[0])).toEqual([
      "curl",
      "aws events",
      "curl",
    ]);
    for (const shell of SHELLS) await deliversOwnWebhook({ shell, staying, source, first });
    for (const command of others.filter((each) => has("aws") || !each.includes("aws"))) {
      const { stdout } = await run("bash", ["-c", `${source}\n${command}`], { cwd: "/" });
      expect(JSON.parse(stdout)).toMatchObject(
        command.includes("aws")
          ? { FailedEntryCount: 0 }
          : { data: expect.arrayContaining([expect.objectContaining({ status: "delivered" })]) },
      );
    }
    const tree = processTree(staying.pid);
    staying.child.kill("SIGTERM");
    await staying.ended;
    expect(tree.length).toBeGreaterThanOrEqual(4);
    expect(await survivors(tree)).toStrictEqual([]);
    const { cloudFile, environmentFile } = announcementsOf(root);
    expect([existsSync(cloudFile), existsSync(environmentFile)]).toEqual([false, false]);
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

  it("says that the port is taken", async () => {
    const other = createServer();
    onTestFinished(() => void other.close());
    await new Promise<void>((resolve) => {
      other.listen(0, "127.0.0.1", resolve);
    });
    const { port } = other.address() as AddressInfo;
    const started = npmStart(checkout(), "--port", String(port));
    expect((await started.ended).code).toBe(1);
    expect(started.output()).toContain(
      `✖ port ${port} of 127.0.0.1 is taken; choose another with --port`,
    );
    expect(started.output()).not.toMatch(/^\s+at /mu);
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
