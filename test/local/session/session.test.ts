import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { processTree, startProgram, survivors } from "../../support/processes.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const FIXTURE = join(import.meta.dirname, "../fixtures/session-fixture.ts");
const PARENT = join(import.meta.dirname, "../fixtures/session-parent.ts");

/** Starts a session that runs a stubborn tool; with a parent, as local/run.mjs would. */
async function startSession(how: "alone" | "with a parent", mode: string) {
  const args = how === "alone" ? [FIXTURE] : [PARENT, FIXTURE];
  const started = startProgram(process.execPath, [...args, temporaryFolder(), mode]);
  await started.prints(/tool runs/);
  const tree = processTree(started.pid);
  return { started, tree };
}

describe("a session", { timeout: 30_000 }, () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "ends its tools and what they started, and undoes what was deferred, on %s",
    async (signal) => {
      const { started, tree } = await startSession("alone", "wait");
      process.kill(started.pid, signal);
      const { code } = await started.ended;
      expect(code).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
      expect(started.output()).toMatch(/second cleanup\nfirst cleanup/);
      expect(tree.length).toBeGreaterThanOrEqual(3);
      expect(await survivors(tree)).toStrictEqual([]);
    },
  );

  it("ends them with SIGKILL when they ignore SIGTERM", async () => {
    const { started, tree } = await startSession("alone", "stubborn");
    process.kill(started.pid, "SIGTERM");
    await started.ended;
    expect(await survivors(tree)).toStrictEqual([]);
  });

  it("ends them, and says why in one line, when nobody reads its output any more", async () => {
    const { started, tree } = await startSession("alone", "talk");
    started.child.stdout?.destroy();
    const { code } = await started.ended;
    expect(code).toBe(141);
    expect(started.output()).toMatch(/✖ nobody reads the output any more, so the run ends\n$/);
    expect(started.output()).not.toContain("EPIPE");
    expect(await survivors(tree)).toStrictEqual([]);
  });

  it("says what the system refused in one line", async () => {
    const { started } = await startSession("alone", "missing");
    const { code } = await started.ended;
    expect(code).toBe(1);
    expect(started.output()).toContain(
      "\n✖ ENOENT: no such file or directory, open '/nonexistent/x.svg'\n",
    );
    expect(started.output()).not.toMatch(/^\s+at /mu);
  });

  it("ends them when something throws where nobody catches", async () => {
    const { started, tree } = await startSession("alone", "throw");
    const { code } = await started.ended;
    expect(code).toBe(1);
    expect(started.output()).toContain("thrown in the background");
    expect(await survivors(tree)).toStrictEqual([]);
  });

  it("ends them when the process that started it is killed", async () => {
    const { started, tree } = await startSession("with a parent", "wait");
    process.kill(started.pid, "SIGKILL");
    expect(await survivors(tree)).toStrictEqual([]);
  });
});
