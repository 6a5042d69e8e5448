// `npm test [-- --unit] [vitest's own arguments]`: everything that must hold, each once.
import { join } from "node:path";

import type { ListrTask } from "listr2";

import { callRecording } from "./checks/call-recording.ts";
import { runVitest } from "./checks/run-vitest.ts";
import { findings, STATIC_CHECKS, type StaticCheck } from "./checks/static-checks.ts";
import { addCounts, chosenTests, closingLine, type TestCounts } from "./checks/test-counts.ts";
import { cloudFileOf, type LocalCloud, localCloudSteps } from "./cloud/local-cloud.ts";
import { TEST_SETTINGS } from "./cloud/test-settings.ts";
import { makeRunFolder, type RunFolder } from "./session/run-folder.ts";
import { runSession, type Session } from "./session/session.ts";
import { runSteps } from "./session/steps.ts";

const ROOT = join(import.meta.dirname, "..");

/** What the steps before the tests find out. */
interface Preparation extends LocalCloud {
  /** What the static checks found. */
  readonly findings: string[];
}

/** One run of this command. */
interface TestRun {
  readonly session: Session;
  readonly run: RunFolder;
  readonly unitOnly: boolean;
  readonly staticChecks: readonly StaticCheck[];
}

await runSession(test);

async function test(session: Session): Promise<number> {
  const given = process.argv.slice(2);
  const unitOnly = given.includes("--unit");
  const filters = given.filter((argument) => argument !== "--unit");
  const run = await makeRunFolder(ROOT, session);
  const staticChecks = STATIC_CHECKS.filter(({ needsPython }) => !(needsPython && unitOnly));
  const prepared = await prepare({ session, run, unitOnly, staticChecks });

  const cloudIsUp = prepared.file !== undefined;
  const environment = cloudIsUp
    ? {
        RINGBACK_TEST_CLOUD: cloudFileOf(run),
        RINGBACK_TEST_CALLS: callRecording(ROOT, run.folder).file,
      }
    : {};
  let total: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const args of vitestRuns(filters, cloudIsUp)) {
    const counts = await runVitest({
      root: ROOT,
      folder: run.folder,
      session,
      args,
      environment,
      print,
    });
    total = addCounts(total, counts);
  }

  const failures = [...prepared.findings];
  if (!unitOnly && !cloudIsUp)
    failures.push(`── The local cloud did not come up; logs in ${run.folder}\n`);
  for (const failure of failures) print(`\n${failure}`);
  const checks: TestCounts = {
    passed: staticChecks.length - prepared.findings.length,
    failed: failures.length,
    skipped: 0,
  };
  total = addCounts(checks, total);
  const chosen = chosenTests({ unitOnly, filters });
  print(`\n${staticChecks.length} static checks and ${chosen}:\n${closingLine(total)}\n`);
  return total.failed === 0 ? 0 : 1;
}

/** Arguments of each run of vitest: the pure core with its coverage, then the rest; or just what was asked for. */
function vitestRuns(filters: readonly string[], cloudIsUp: boolean): string[][] {
  const others = cloudIsUp ? ["!domain"] : ["unit", "isolated"];
  if (filters.length > 0) {
    return [[...filters, ...(cloudIsUp ? [] : projects(["domain", ...others]))]];
  }
  return [["--coverage", ...projects(["domain"])], projects(others)];
}

function projects(names: readonly string[]): string[] {
  return names.flatMap((name) => ["--project", name]);
}

/** Checks the code and brings up the cloud at the same time; a failure of either is told at the end. */
async function prepare(testRun: TestRun): Promise<Preparation> {
  const { session, run, unitOnly } = testRun;
  const prepared: Preparation = { findings: [] };
  const { environment } = callRecording(ROOT, run.folder);
  const options = { root: ROOT, session, run, settings: TEST_SETTINGS, environment };
  const cloud: ListrTask<Preparation> = {
    title: "Local cloud",
    task: (_, task) =>
      task.newListr(localCloudSteps(options), { concurrent: false, exitOnError: true }),
  };
  const steps = [...(unitOnly ? [] : [cloud]), ...staticCheckSteps(testRun)];
  // Two at once: the checks take turns beside the cloud.
  await runSteps(steps, prepared, { concurrent: 2, exitOnError: false });
  session.signal.throwIfAborted();
  return prepared;
}

function staticCheckSteps({ session, run, staticChecks }: TestRun): ListrTask<Preparation>[] {
  return staticChecks.map((check) => ({
    title: check.title,
    task: async (prepared) => {
      const found = await findings(check, { root: ROOT, folder: run.folder, session });
      if (found === undefined) return;
      prepared.findings.push(found);
      throw new Error(`see below, or ${check.remedy}`);
    },
  }));
}

function print(text: string): void {
  process.stdout.write(text);
}
