import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How often a waiter looks again. */
const POLL_MS = 200;

/**
 * Holds a lock that survives crashes: a directory with one file, named after its owner, that lists
 * the processes at work. Both ways to get it are one atomic rename: a prepared directory onto the
 * free place (which fails while another non-empty one is there), or the file of an owner whose
 * processes are all dead onto our own name (which only one of several heirs can do, because that
 * name is gone afterwards). The file's name begins with the owner's pid; its content is the pid of
 * the child at work, if any.
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
  while (!((await claimFree(folder, name)) || (await inherit(folder, name, isAtWork)))) {
    signal.throwIfAborted();
    if (!toldToWait) {
      toldToWait = true;
      onWait?.(await ownerOf(folder));
    }
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
async function claimFree(folder, name) {
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
 * @param {string} folder
 * @param {string} name
 * @param {(pid: number) => boolean} isAtWork
 */
async function inherit(folder, name, isAtWork) {
  for (const owner of await owners(folder)) {
    if (owner.pids.some((pid) => isAtWork(pid))) continue;
    try {
      await rename(join(folder, owner.name), join(folder, name));
      await writeFile(join(folder, name), "");
      return true;
    } catch {
      // another heir was faster
    }
  }
  return false;
}

/** @param {string} folder */
async function ownerOf(folder) {
  const [owner] = await owners(folder);
  return owner?.pids[0] ?? 0;
}

/**
 * @param {string} folder
 * @returns {Promise<{ name: string, pids: number[] }[]>}
 */
async function owners(folder) {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names.map(async (name) => {
      const child = Number(await readFile(join(folder, name), "utf8").catch(() => ""));
      const owner = Number.parseInt(name, 10);
      return { name, pids: child > 0 ? [owner, child] : [owner] };
    }),
  );
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
