import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { announcementsOf, beOnlyStart, tellOfOther } from "../../../local/session/only-start.ts";
import type { Session } from "../../../local/session/session.ts";
import { startProgram } from "../../support/processes.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A session, and its end. */
function session(): { session: Session; end: () => Promise<void> } {
  const cleanups: (() => Promise<void>)[] = [];
  return {
    session: {
      signal: new AbortController().signal,
      defer: (cleanup) => void cleanups.push(cleanup),
      fail: () => {},
    },
    end: async () => {
      for (const cleanup of cleanups) await cleanup();
    },
  };
}

/** A checkout whose `npm start` has this process id, and says that it is up, if it does. */
function checkoutWith(pid: number, { isUp }: { isUp: boolean }): string {
  const root = temporaryFolder();
  const lock = join(root, ".ringback", "start.lock");
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, `${pid}-of-a-test`), "");
  if (isUp) {
    const cloud = {
      pid,
      endpoint_url: "http://127.0.0.1:4577",
      api_url: "http://127.0.0.1:4577/a",
      console_url: "http://127.0.0.1:4577/a/console",
    };
    writeFileSync(announcementsOf(root).cloudFile, JSON.stringify(cloud));
  }
  return root;
}

/** A process that looks like `npm start` at work. */
async function startAtWork(): Promise<number> {
  const program = "console.log('at work'); setTimeout(() => {}, 60_000)";
  const started = startProgram(process.execPath, ["-e", program, "local/start.ts"]);
  await started.prints(/at work/);
  return started.pid;
}

describe("the only npm start of a checkout", () => {
  it("is refused beside one that is up, with its places", async () => {
    const pid = await startAtWork();
    const root = checkoutWith(pid, { isUp: true });
    await expect(beOnlyStart(root, session().session)).rejects.toThrow(
      new RegExp(
        `^Ringback runs already in this checkout \\(process ${pid}\\)[^]*http://127.0.0.1:4577\\n[^]*source '${root}/.ringback/env.sh'[^]*kill ${pid}\\n`,
      ),
    );
    expect(tellOfOther(root)).toContain(`(process ${pid}, http://127.0.0.1:4577)`);
    expect(existsSync(announcementsOf(root).cloudFile)).toBe(true);
  });

  it("is refused beside one that is still starting", async () => {
    const pid = await startAtWork();
    const root = checkoutWith(pid, { isUp: false });
    await expect(beOnlyStart(root, session().session)).rejects.toThrow(
      `Ringback is starting already in this checkout (process ${pid})`,
    );
    expect(tellOfOther(root)).toBe("");
  });

  it.each([
    ["is dead", () => spawnSync("true").pid],
    ["is another program's now", () => process.pid],
  ])("takes over from one whose process id %s, and leaves nothing behind", async (_, pidOf) => {
    const root = checkoutWith(pidOf(), { isUp: true });
    expect(tellOfOther(root)).toBe("");
    const { session: heir, end } = session();
    await beOnlyStart(root, heir);
    await end();
    expect(existsSync(join(root, ".ringback", "start.lock"))).toBe(false);
  });
});
