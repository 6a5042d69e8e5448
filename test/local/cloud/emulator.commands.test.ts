import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";

import { describe, expect, it, onTestFinished } from "vitest";

import {
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from "../../../local/cloud/emulator.ts";
import { startProgram, survivors } from "../../support/processes.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");
const FIXTURE = join(import.meta.dirname, "../fixtures/emulator-fixture.ts");

async function start(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const folder = temporaryFolder();
  const { signal } = new AbortController();
  const emulator = await startEmulator({
    root: ROOT,
    folder,
    temporaryFolder: join(folder, "tmp"),
    signal,
    ...options,
  });
  onTestFinished(() => emulator.stop());
  return emulator;
}

/** Listens on a port, the customary one if it can. */
async function takePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe("the emulator", { timeout: 30_000 }, () => {
  it("answers on 127.0.0.1 until it is stopped", async () => {
    const emulator = await start();
    expect((await fetch(`${emulator.endpointUrl}/_ministack/health`)).status).toBe(200);
    await emulator.stop();
    await emulator.ended;
    await expect(fetch(emulator.endpointUrl)).rejects.toThrow("fetch failed");
  });

  it("takes another port when somebody listens on the customary one", async () => {
    const [one, other] = await Promise.all([start(), start()]);
    expect(one.port).not.toBe(other.port);
  });

  it("refuses a wanted port that is taken, naming it", async () => {
    const port = await takePort();
    await expect(start({ port })).rejects.toThrow(
      `port ${port} of 127.0.0.1 is taken; choose another with --port`,
    );
  });

  it("shows the end of its log when it cannot start", async () => {
    await expect(start({ root: temporaryFolder() })).rejects.toThrow(
      "the AWS emulator did not start",
    );
  });

  it("ends when the process that started it is killed", async () => {
    const started = startProgram(process.execPath, [FIXTURE, ROOT, temporaryFolder()]);
    const [, pid = ""] = await started.prints(/emulator (\d+)/);
    process.kill(started.pid, "SIGKILL");
    expect(await survivors([Number(pid)], 15_000)).toStrictEqual([]);
  });
});
