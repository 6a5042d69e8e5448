import { join } from "node:path";

import { runProgram } from "../session/child-process.ts";
import { RunFailed } from "../session/run-failed.ts";
import type { Session } from "../session/session.ts";
import { NO_TESTS, readClosingLine, type TestCounts } from "./test-counts.ts";

/** All tests take nine minutes on two cores; a hanging one's timeout ends it long before. */
const TIMEOUT_MS = 20 * 60_000;

/**
 * Runs vitest once, printing what it prints, but for its closing line.
 *
 * @returns that line's counts; one failure more when vitest ends badly although no test failed
 *   (coverage, a crash)
 */
export async function runVitest(options: {
  root: string;
  folder: string;
  session: Session;
  args: readonly string[];
  /** Where the tests find the deployed stacks, if any. */
  environment: Readonly<Record<string, string>>;
  /** Whether it only gets the time that others leave. */
  inBackground: boolean;
  print: (text: string) => void;
}): Promise<TestCounts> {
  const { root, folder, session, args, environment, inBackground, print } = options;
  let counts: TestCounts | undefined;
  let rest = "";
  const onOutput = (chunk: Buffer): void => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const closing = readClosingLine(line);
      if (closing === undefined) print(`${line}\n`);
      else counts = closing;
    }
  };
  let endedWell = true;
  try {
    await runProgram({
      file: join(root, "node_modules", ".bin", "vitest"),
      args: ["run", ...args],
      env: {
        ...process.env,
        ...(process.stdout.isTTY && !process.env["NO_COLOR"] ? { FORCE_COLOR: "1" } : {}),
        ...environment,
      },
      cwd: root,
      logFile: join(folder, "vitest.log"),
      timeoutMs: TIMEOUT_MS,
      signal: session.signal,
      inBackground,
      onOutput,
    });
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    endedWell = false;
    if (counts === undefined) print(`\n✖ ${error.message}\n`);
  }
  if (rest) print(`${rest}\n`);
  const found = counts ?? NO_TESTS;
  return endedWell || found.failed > 0 ? found : { ...found, failed: 1 };
}
