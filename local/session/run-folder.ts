import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isAlive } from "../install/process-lock.mjs";
import type { Session } from "./session.ts";

/** The folders of one run. */
export interface RunFolder {
  /** `.ringback/runs/<pid>-<random>`: logs, outputs, cdk.out; kept for some later runs. */
  readonly folder: string;
  /** For the emulator's unpacked functions; gone at the end of the run. */
  readonly temporaryFolder: string;
}

interface RunNote {
  readonly pid: number;
  readonly temporaryFolder: string;
}

/** Ended runs whose logs are kept. */
const KEPT_RUNS = 4;

const NOTE = "run.json";

/** Makes the folders of this run and clears away what former runs left. */
export async function makeRunFolder(root: string, session: Session): Promise<RunFolder> {
  const runs = join(root, ".ringback", "runs");
  await removeEndedRuns(runs);
  const folder = join(runs, `${process.pid}-${randomBytes(4).toString("hex")}`);
  await mkdir(folder, { recursive: true });
  const temporaryFolder = await mkdtemp(join(tmpdir(), "ringback-"));
  session.defer(() => rm(temporaryFolder, { recursive: true, force: true }));
  const note: RunNote = { pid: process.pid, temporaryFolder };
  await writeFile(join(folder, NOTE), JSON.stringify(note));
  return { folder, temporaryFolder };
}

/** Removes all ended runs but the youngest, and the temporary folders of those that were killed. */
async function removeEndedRuns(runs: string): Promise<void> {
  const names = await readdir(runs).catch(() => []);
  const ended: { folder: string; changedAtMs: number }[] = [];
  for (const name of names) {
    const folder = join(runs, name);
    const note = await readNote(folder);
    if (note === undefined || isAlive(note.pid)) continue;
    await rm(note.temporaryFolder, { recursive: true, force: true });
    ended.push({ folder, changedAtMs: (await stat(folder)).mtimeMs });
  }
  const old = ended.toSorted((a, b) => b.changedAtMs - a.changedAtMs).slice(KEPT_RUNS);
  await Promise.all(old.map(({ folder }) => rm(folder, { recursive: true, force: true })));
}

async function readNote(folder: string): Promise<RunNote | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, NOTE), "utf8")) as RunNote;
  } catch {
    return undefined; // being made at this moment, or being removed
  }
}
