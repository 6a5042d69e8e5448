import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, open, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import getPort from "get-port";

import { endGroup, startGroup, tailOf } from "../session/child-process.ts";
import { RunFailed } from "../session/run-failed.ts";
import { LOCAL_AWS } from "./local-aws.ts";

/** A running AWS emulator (MiniStack). */
export interface Emulator {
  /** `http://127.0.0.1:<port>`, for every AWS SDK and tool. */
  readonly endpointUrl: string;
  readonly port: number;
  readonly logFile: string;
  /** Resolves when the emulator's process ends, wanted or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Where and how to run an emulator. */
export interface EmulatorOptions {
  /** The checkout: its .venv holds the emulator, its node_modules the Node that runs functions. */
  readonly root: string;
  /** For the log. */
  readonly folder: string;
  /** For the unpacked functions: outside the checkout, or they would find its packages. */
  readonly temporaryFolder: string;
  /** Only this port; without it 4566, or any free one when that is taken. */
  readonly port?: number;
  /** More variables for the emulator, and through it for every function. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The port that AWS emulators listen on by custom. */
const CUSTOMARY_PORT = 4566;

/** It is ready in 0.5 to 4 s; a machine under load may need a multiple. */
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 100;

/** It ends at once unless a custom resource is waiting. */
const STOP_GRACE_MS = 10_000;

/** How often a port that was free a moment ago may turn out taken. */
const PORT_TRIES = 5;

/**
 * Starts the emulator on 127.0.0.1 and waits until it is ready.
 *
 * @throws {RunFailed} when it does not get ready, or the one port it may have is taken
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { port: onlyPort, temporaryFolder } = options;
  await mkdir(temporaryFolder, { recursive: true });
  // Functions are ES modules by file name; whatever lies there without one must not be taken for
  // one.
  await writeFile(join(temporaryFolder, "package.json"), '{"type":"commonjs"}\n');
  for (let tries = 1; ; tries += 1) {
    const port = await getPort({ port: onlyPort ?? CUSTOMARY_PORT, host: "127.0.0.1" });
    if (onlyPort !== undefined && port !== onlyPort) {
      throw new RunFailed(`port ${onlyPort} of 127.0.0.1 is taken; choose another with --port`);
    }
    const outcome = await startOn(port, options);
    if (outcome.ready) return outcome.emulator;
    if (!outcome.portTaken || tries === PORT_TRIES) {
      throw new RunFailed(`the AWS emulator did not start: ${outcome.why}`, outcome.tail);
    }
  }
}

type StartOutcome =
  | { ready: true; emulator: Emulator }
  | { ready: false; why: string; tail: string; portTaken: boolean };

async function startOn(port: number, options: EmulatorOptions): Promise<StartOutcome> {
  const { root, folder, temporaryFolder, environment, signal } = options;
  signal.throwIfAborted();
  const logFile = join(folder, "emulator.log");
  const endpointUrl = `http://127.0.0.1:${port}`;
  const token = `ringback-${randomUUID()}`;
  const log = await open(logFile, "w");
  const child = startGroup(
    join(root, ".venv", "bin", "python"),
    [join(root, "local", "cloud", "watchdog.py")],
    {
      cwd: temporaryFolder,
      env: { ...environment, ...emulatorEnvironment({ root, temporaryFolder, port, token }) },
      stdio: ["pipe", log.fd, log.fd], // our end of the pipe closes with us, whatever kills us
    },
  );
  const ended = endOf(child);
  await log.close();
  const stop = (): Promise<void> => endGroup(child, STOP_GRACE_MS);
  try {
    const why = await untilReady({ endpointUrl, token, child, signal });
    if (why === undefined) {
      return { ready: true, emulator: { endpointUrl, port, logFile, ended, stop } };
    }
    await stop();
    const tail = await tailOf(logFile);
    return { ready: false, why, tail, portTaken: /already in use/i.test(tail) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function endOf(child: ChildProcess): Promise<void> {
  try {
    await once(child, "exit");
  } catch {
    // it could not be started at all
  }
}

/** Undefined once it is ready, else what went wrong. */
async function untilReady(options: {
  endpointUrl: string;
  token: string;
  child: ChildProcess;
  signal: AbortSignal;
}): Promise<string | undefined> {
  const { endpointUrl, token, child, signal } = options;
  const deadlineMs = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadlineMs) {
    await sleep(READY_POLL_MS, undefined, { signal });
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
      return "it ended at once";
    if (await isReady(endpointUrl, token)) return undefined;
  }
  return `it was not ready within ${READY_TIMEOUT_MS / 1000} s`;
}

/** Ready, and the one we started: another run may have been faster to take the port. */
async function isReady(endpointUrl: string, token: string): Promise<boolean> {
  try {
    const ready = await fetch(`${endpointUrl}/_ministack/ready`);
    const health = await fetch(`${endpointUrl}/_ministack/health`);
    const { edition } = (await health.json()) as { edition?: string };
    return ready.ok && edition === token;
  } catch {
    return false;
  }
}

/** What the emulator and, through it, the functions see: only the PATH is the caller's. */
function emulatorEnvironment(options: {
  root: string;
  temporaryFolder: string;
  port: number;
  token: string;
}): NodeJS.ProcessEnv {
  const { root, temporaryFolder, port, token } = options;
  return {
    PATH: [join(root, "node_modules", ".bin"), process.env["PATH"]].join(delimiter), // this Node runs the functions
    NODE_PATH: join(root, "node_modules"), // for the CDK's own custom resources, which bring no SDK
    HOME: temporaryFolder, // keeps ~/.aws out of functions
    TMPDIR: temporaryFolder,
    GATEWAY_PORT: String(port),
    BIND_HOST: "127.0.0.1",
    MINISTACK_HOST: "127.0.0.1", // else queue URLs say localhost, which may be ::1
    MINISTACK_REGION: LOCAL_AWS.region,
    MINISTACK_ACCOUNT_ID: LOCAL_AWS.account,
    MINISTACK_EDITION: token, // shown by its health check: how we know our own
    SFTP_ENABLED: "0", // listeners of other services, on fixed ports
    IOT_MTLS_ENABLED: "0",
    DOCKER_HOST: "unix:///nonexistent", // it must not touch the user's containers
    PYTHONUNBUFFERED: "1",
    LANG: "C.UTF-8",
  };
}
