import { readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** What `.ringback/cloud.json` says of a ready local cloud: enough for tests and tools. */
export interface CloudFile {
  readonly ready: true;
  /** For every AWS SDK and the AWS CLI: `http://127.0.0.1:<port>`. */
  readonly endpoint_url: string;
  readonly region: string;
  /** Base URL of the config API, without a slash at its end. */
  readonly api_url: string;
  /** Page of the console, to be opened in a browser of this machine. */
  readonly console_url: string;
  readonly operator_key: string;
  /** Name of the bus. */
  readonly event_bus: string;
  /** Queue URLs by queue: `events`, `deliveries`, `rejected_events` … */
  readonly queues: Readonly<Record<string, string>>;
  /** Process to send SIGTERM to, to end this cloud. */
  readonly pid: number;
}

/** Writes the cloud file; it holds the operator key. */
export async function writeCloudFile(path: string, cloud: CloudFile): Promise<void> {
  await writePrivateFile(path, `${JSON.stringify(cloud, undefined, 2)}\n`);
}

/** Writes a file at once and whole, readable by its owner only. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await rename(draft, path);
}

/** Removes the file unless a later run has put its own in its place. */
export async function removeCloudFile(path: string, pid: number): Promise<void> {
  if (readCloudFile(path)?.pid === pid) await rm(path, { force: true });
}

/** The file's content, or undefined when there is none. */
export function readCloudFile(path: string): CloudFile | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as CloudFile;
  } catch {
    return undefined;
  }
}
