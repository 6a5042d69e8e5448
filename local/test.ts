// `npm test [-- --unit] [--checks] [vitest's own arguments]`: everything that must hold, each once.
import { join } from "node:path";

import type { ListrTask } from "listr2";

import { callRecording } from "./checks/call-recording.ts";
import { findBrowser } from "./checks/find-browser.ts";
import { runVitest } from "./checks/run-vitest.ts";
import { findings, STATIC_CHECKS, type StaticCheck } from "./checks/static-checks.ts";
import { describeChoice, readTestChoice, type TestChoice } from "./checks/test-choice.ts";
import { NO_TESTS, sumOf, type TestCounts } from "./checks/test-counts.ts";
import { testLanes, type VitestRun } from "./checks/test-lanes.ts";
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
  readonly choice: TestChoice;
  readonly staticChecks: readonly StaticCheck[];
}

await runSession(test);

async function test(session: Session): Promise<number> {
  const choice = readTestChoice(ROOT, process.argv.slice(2));
  const run = await makeRunFolder(ROOT, session);
  const staticChecks = choice.withChecks
    ? STATIC_CHECKS.filter(({ needsPython }) => !(needsPython && choice.unitOnly))
    : [];
  const testRun = { session, run, choice, staticChecks };
  const prepared = await prepare(testRun);

  const cloudIsUp = prepared.file !== undefined;
  const lanes = testLanes(choice, cloudIsUp);
  const counts = await Promise.all(lanes.map((lane) => runLane(testRun, lane, cloudIsUp)));

  if (!choice.unitOnly && findBrowser() === undefined) {
    print("\nThe tests in a browser did not run: there is none here (Chrome, or Linux on x64).\n");
  }
  const failures = [...prepared.findings];
  if (choice.needsCloud && !cloudIsUp)
    failures.push(`── The local cloud did not come up; logs in ${run.folder}\n`);
  for (const failure of failures) print(`\n${failure}`);
  const checks: TestCounts = {
    ...NO_TESTS,
    passed: staticChecks.length - prepared.findings.length,
    failed: failures.length,
  };
  const { passed, failed, skipped, files } = sumOf([checks, ...counts]);
  const what = describeChoice(choice, { files, checks: staticChecks.length });
  print(`\n${passed} passed, ${failed} failed, ${skipped} skipped (${what})\n`);
  return failed === 0 ? 0 : 1;
}

async function runLane(
  { session, run, choice }: TestRun,
  lane: readonly VitestRun[],
  cloudIsUp: boolean,
): Promise<TestCounts> {
  const environment = {
    ...(choice.unitOnly ? { RINGBACK_TEST_EXPLORE: "a part" } : {}),
    ...(cloudIsUp
      ? {
          RINGBACK_TEST_CLOUD: cloudFileOf(run),
          RINGBACK_TEST_CALLS: callRecording(ROOT, run.folder).file,
        }
      : {}),
  };
  const counts: TestCounts[] = [];
  for (const vitest of lane) {
    const { folder } = run;
    counts.push(await runVitest({ root: ROOT, folder, session, environment, print, ...vitest }));
  }
  return sumOf(counts);
}

/** Checks the code while it brings up the cloud; a failure of either is told at the end. */
async function prepare(testRun: TestRun): Promise<Preparation> {
  const { session, run, choice } = testRun;
  const prepared: Preparation = { findings: [] };
  const { environment } = callRecording(ROOT, run.folder);
  const options = { root: ROOT, session, run, settings: TEST_SETTINGS, environment };
  const cloud: ListrTask<Preparation> = {
    title: "Local cloud",
    task: (_, task) =>
      task.newListr(localCloudSteps(options), { concurrent: false, exitOnError: true }),
  };
  const steps = [...(choice.needsCloud ? [cloud] : []), ...staticCheckSteps(testRun)];
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
