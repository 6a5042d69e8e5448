import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

import { findBrowser } from "./local/checks/find-browser.ts";

/** Tests of the pure core: they alone are measured for coverage, and cover all of it. */
const DOMAIN_TESTS = [
  "test/{lambdas,tools}/**/domain/**/*.test.ts",
  "test/lambdas/pure-domain.test.ts",
];

/** Tests that replace a module or a global before anything loads it: each needs modules of its own. */
const ISOLATED_TESTS = [
  "test/lambdas/carried-trace.test.ts",
  "test/lambdas/config-api/http/public-answers.test.ts",
  "test/lambdas/patterns.test.ts",
  "test/lambdas/shared/aws-client/fast-client-headers.test.ts",
  "test/lambdas/shared/aws-client/fast-clients.test.ts",
];

/** Tests that explore for many seconds: each is a task of its own, so that no worker gets all of them. */
const EXPLORING_TESTS = ["test/{model,simulation}/**/*.test.ts"];

/** Tests of the pages in a real browser; those in `e2e` at the deployed stacks. */
const BROWSER_TESTS = ["test/{console,e2e}/browser/**/*.test.ts"];

/** What writes the pictures of the documents, when they are asked for: `npm run screenshots`. */
const PICTURES = ["test/e2e/browser/pictures.test.ts"];

/** Tests that talk to the deployed stacks; `npm test` starts a local cloud for them, or `npm start` has one open. */
const CLOUD_TESTS = ["test/{contracts,e2e}/**/*.test.ts"];

/** Tests that kill what others in the cloud need, or change what all share: one after the other. */
const FAULT_TESTS = ["test/e2e/faults/**/*.test.ts"];

/** Tests that fill the functions of the cloud, so that others would wait. */
const CROWDING_TESTS = ["test/e2e/crowded/**/*.test.ts"];

/** What must hold once all of those are through: nothing left in any queue, every right used. */
const AFTERWARDS_TESTS = ["test/e2e/afterwards/**/*.test.ts"];

/** Tests that run the two commands themselves, or emulators of their own. */
const COMMAND_TESTS = ["test/{local,tools}/**/*.commands.test.ts"];

/** Tests that take half a minute and more. A group ends when its last file does, so they begin first. */
const LONGEST_TESTS =
  /\/(?:recovery|outage-story|hostile-tenant|retries|configuration-changes|breaker|signatures|transactionlink|lanes|two-commands\.commands|failed-deployment\.commands|seeds)\.test\.ts$/u;

/** Coverage would miss branches of modules that files share. */
const MEASURES_COVERAGE = process.argv.includes("--coverage");

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is vitest's own, and makes another list
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => Number(isLong(other)) - Number(isLong(one)));
  }
}

function isLong({ moduleId }: TestSpecification): boolean {
  return LONGEST_TESTS.test(moduleId);
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    reporters: ["default", "./test/support/closing-line.ts"],
    // By default vitest leaves one core to whoever watches: of two, one.
    maxWorkers: "100%",
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      unitTests("domain", DOMAIN_TESTS),
      unitTests(
        "unit",
        ["test/**/*.test.ts"],
        [
          DOMAIN_TESTS,
          ISOLATED_TESTS,
          EXPLORING_TESTS,
          CLOUD_TESTS,
          COMMAND_TESTS,
          BROWSER_TESTS,
        ].flat(),
      ),
      unitTests("isolated", [...ISOLATED_TESTS, ...EXPLORING_TESTS]),
      {
        extends: true,
        test: {
          name: "cloud",
          include: CLOUD_TESTS,
          exclude: [...AFTERWARDS_TESTS, ...CROWDING_TESTS, ...FAULT_TESTS, ...BROWSER_TESTS],
          // They wait more than they compute, whatever the number of cores.
          maxWorkers: 4,
          // Functions start cold and deliveries wait by design; the groups keep unit tests from slowing them down.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "faults",
          include: FAULT_TESTS,
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          // They have processes of their own, and wait for them as those for the cloud do.
          name: "commands",
          include: COMMAND_TESTS,
          testTimeout: 180_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      ...(findBrowser() === undefined ? [] : [browserTests()]),
      {
        extends: true,
        test: {
          name: "crowded",
          include: CROWDING_TESTS,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          name: "afterwards",
          include: AFTERWARDS_TESTS,
          testTimeout: 60_000,
          sequence: { groupOrder: 5 },
        },
      },
    ],
    coverage: {
      provider: "v8",
      reporter: ["text-summary", "html"],
      include: ["{lambdas,tools}/**/domain/**"],
      thresholds: { 100: true },
    },
  },
});

/** Where there is no browser they are left out; `npm test` says so. */
function browserTests() {
  return {
    extends: true as const,
    test: {
      name: "browser",
      include: BROWSER_TESTS,
      exclude: process.env["RINGBACK_SCREENSHOTS"] === undefined ? PICTURES : [],
      globalSetup: "test/console/browser/support/setup.ts",
      testTimeout: 60_000,
      hookTimeout: 60_000,
      sequence: { groupOrder: 2 },
    },
  };
}

/**
 * Tests that need nothing but this process. Files share loaded modules where they can: those are most of what a small
 * one costs.
 */
function unitTests(name: string, include: string[], exclude: string[] = []) {
  return {
    extends: true as const,
    test: {
      name,
      include,
      exclude: ["**/node_modules/**", ...exclude],
      isolate: name === "isolated" || MEASURES_COVERAGE,
      setupFiles: "test/support/put-back.ts",
      // Three quarters of what a synthesis costs; `npm run lint:templates` has templates checked, by this and more.
      env: { CDK_VALIDATION: "false" },
      // Costs are counted in steps; how long a busy machine takes says nothing, nor how long a test
      // waits for others in the background.
      testTimeout: 300_000,
      sequence: { groupOrder: 0 },
    },
  };
}
