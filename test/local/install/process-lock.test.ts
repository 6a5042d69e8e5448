import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { holdLock } from "../../../local/install/process-lock.mjs";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const { signal } = new AbortController();

/** The pid of a process that has just ended. */
function deadPid(): number {
  return spawnSync("true").pid;
}

describe("the lock of a process", () => {
  it("is held by one at a time, and the other is told who holds it", async () => {
    const folder = join(temporaryFolder(), "install.lock");
    const first = await holdLock(folder, { signal });
    const order: string[] = [];
    const second = holdLock(folder, { signal, onWait: (pid) => order.push(`waits for ${pid}`) });
    await new Promise((resolve) => setTimeout(resolve, 300));
    order.push("first releases");
    await first.release();
    await (await second).release();
    expect(order).toStrictEqual([`waits for ${process.pid}`, "first releases"]);
  });

  it("leaves nothing behind", async () => {
    const folder = temporaryFolder();
    const lock = await holdLock(join(folder, "install.lock"), { signal });
    await lock.release();
    expect(readdirSync(folder)).toStrictEqual([]);
  });

  it("is taken over from an owner that is dead, by one heir only", async () => {
    const folder = join(temporaryFolder(), "install.lock");
    await holdLock(folder, { signal, ownerPid: deadPid() });
    let holders = 0;
    let most = 0;
    const heirs = Array.from({ length: 8 }, async () => {
      const lock = await holdLock(folder, { signal });
      holders += 1;
      most = Math.max(most, holders);
      await new Promise((resolve) => setTimeout(resolve, 5));
      holders -= 1;
      await lock.release();
    });
    await Promise.all(heirs);
    expect(most).toBe(1);
  });

  it("is taken over when the owner's pid is another program's now", async () => {
    const folder = join(temporaryFolder(), "start.lock");
    await holdLock(folder, { signal });
    const heir = await holdLock(folder, { signal, isAtWork: () => false });
    await heir.release();
    expect(existsSync(folder)).toBe(false);
  });

  it("is not taken over while a child of the dead owner is still installing", async () => {
    const folder = join(temporaryFolder(), "install.lock");
    const orphaned = await holdLock(folder, { signal, ownerPid: deadPid() });
    await orphaned.cover(process.pid);
    const stop = new AbortController();
    const heir = holdLock(folder, { signal: stop.signal });
    await new Promise((resolve) => setTimeout(resolve, 300));
    stop.abort();
    await expect(heir).rejects.toThrow("aborted");
  });
});
