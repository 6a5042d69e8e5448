import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How often a waiter looks again. */
const POLL_MS = 200;

/**
 * Holds a lock that survives crashes: a directory with one file, whose name begins with its owner's
 * pid and whose content is the pid of the child at work, if any. A prepared directory is renamed
 * onto the place, which fails while the one there is not empty. Whoever finds all processes dead
 * takes their file away: its name is no other owner's.
 *
 * @param {string} folder where the lock stands
 * @param {{ signal: AbortSignal, onWait?: (pid: number) => void, ownerPid?: number, isAtWork?:
 *   (pid: number) => boolean }} options `onWait` is called once when somebody else holds it;
 *   `isAtWork` tells owners from others who got their pid after them
 * @returns {Promise<{ cover(pid: number): Promise<void>, release(): Promise<void> }>} `cover` names
 *   a child that must be dead, too, before an heir takes over
 */
export async function holdLock(
  folder,
  { signal, onWait, ownerPid = process.pid, isAtWork = isAlive },
) {
  const name = `${ownerPid}-${randomUUID()}`;
  const mine = join(folder, name);
  let toldToWait = false;
  while (!(await claim(folder, name))) {
    signal.throwIfAborted();
    const [owner] = await readdir(folder).catch(() => []);
    const pids = owner === undefined ? [] : await pidsOf(folder, owner);
    if (owner !== undefined && !pids.some((pid) => isAtWork(pid))) {
      await rm(join(folder, owner), { force: true });
      continue;
    }
    if (!toldToWait) onWait?.(pids[0] ?? 0);
    toldToWait = true;
    await sleep(POLL_MS, undefined, { signal });
  }
  return {
    cover: (pid) => writeFile(mine, String(pid)),
    async release() {
      await unlink(mine);
      await rmdir(folder).catch(() => {}); // the next owner may have moved in already
    },
  };
}

/**
 * @param {string} folder
 * @param {string} name
 */
async function claim(folder, name) {
  await mkdir(dirname(folder), { recursive: true });
  const prepared = `${folder}.${name}`;
  await mkdir(prepared);
  await writeFile(join(prepared, name), "");
  try {
    await rename(prepared, folder);
    return true;
  } catch (error) {
    await rm(prepared, { recursive: true });
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    throw error;
  }
}

/**
 * The owner, and the child at work for it.
 *
 * @param {string} folder
 * @param {string} name
 */
async function pidsOf(folder, name) {
  const child = Number(await readFile(join(folder, name), "utf8").catch(() => ""));
  const owner = Number.parseInt(name, 10);
  return child > 0 ? [owner, child] : [owner];
}

/**
 * Whether a process is at work, also one of another user. One that has ended but that nobody has
 * asked how (a zombie, and in a container without an init process it stays one) is not.
 *
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true; // no /proc here
  }
}
