import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { runProgram } from "../session/child-process.ts";
import { RunFailed } from "../session/run-failed.ts";
import type { Session } from "../session/session.ts";

/** One check that reads the code without running it. */
export interface StaticCheck {
  readonly title: string;
  readonly tool: string;
  readonly args: readonly string[];
  /** What to type to mend what it finds, or to see it again. */
  readonly remedy: string;
  /** Whether it needs the packages of local/requirements-test.txt. */
  readonly needsPython?: true;
}

/** Quickest first. */
export const STATIC_CHECKS: readonly StaticCheck[] = [
  { title: "Formatting (oxfmt)", tool: "oxfmt", args: ["--check"], remedy: "npm run format" },
  {
    title: "Lint and types (oxlint)",
    tool: "oxlint",
    args: ["--type-aware", "--type-check", "--deny-warnings"],
    remedy: "npm run lint",
  },
  { title: "Unused code and packages (knip)", tool: "knip", args: [], remedy: "npm run knip" },
  {
    title: "What only tests use (knip --production)",
    tool: "knip",
    args: ["--production"],
    remedy: "npm run knip -- --production",
  },
  {
    title: "Templates (cfn-lint)",
    tool: "node",
    args: ["local/checks/lint-templates.ts"],
    remedy: "npm run lint:templates",
    needsPython: true,
  },
];

/** Each takes a few seconds; on a busy machine it may be a multiple. */
const TIMEOUT_MS = 240_000;

/**
 * Runs one check.
 *
 * @returns everything it printed, when it found something; else undefined
 * @throws the session's reason when that ends meanwhile
 */
export async function findings(
  check: StaticCheck,
  options: { root: string; folder: string; session: Session },
): Promise<string | undefined> {
  const { root, folder, session } = options;
  const logFile = join(folder, `${check.title.replaceAll(/\W+/gu, "-")}.log`);
  try {
    await runProgram({
      file: join(root, "node_modules", ".bin", check.tool),
      args: check.args,
      env: process.env,
      cwd: root,
      logFile,
      timeoutMs: TIMEOUT_MS,
      signal: session.signal,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    const text = await readFile(logFile, "utf8").catch(() => "");
    return `── ${check.title}: ${error.message}; ${check.remedy}\n${text.trimEnd()}\n`;
  }
}
