import { expect, it } from "vitest";
import type { UserWorkspaceConfig } from "vitest/config";

import type { TestChoice } from "../../../local/checks/test-choice.ts";
import { testLanes } from "../../../local/checks/test-lanes.ts";
import config from "../../../vitest.config.ts";

const ALL: TestChoice = { unitOnly: false, filters: [], withChecks: true, needsCloud: true };

/** The projects that run at the same time, lane by lane. */
function projectsOf(choice: TestChoice, cloudIsUp: boolean): string[][] {
  return testLanes(choice, cloudIsUp).map((lane) =>
    lane.flatMap(({ args }) => args.filter((_, place) => args[place - 1] === "--project")),
  );
}

it("all projects run: what computes beside what waits, in the background", () => {
  const [computing, deployed, ...more] = testLanes(ALL, true);
  expect(more).toEqual([]);
  expect(computing?.map(({ inBackground }) => inBackground)).toEqual([true, true]);
  expect(deployed).toMatchObject([{ inBackground: false }]);
  const all = ((config.test?.projects ?? []) as UserWorkspaceConfig[]).map(
    ({ test }) => test?.name,
  );
  expect(projectsOf(ALL, true).flat().toSorted()).toEqual(all.toSorted());
});

it("without a cloud, or where none is wanted, only what computes runs", () => {
  const unit = [["domain", "unit", "isolated"]];
  expect(projectsOf(ALL, false)).toEqual(unit);
  const choice = { ...ALL, unitOnly: true, needsCloud: false };
  expect(projectsOf(choice, false)).toEqual(unit);
  expect(testLanes(choice, false)[0]?.map(({ inBackground }) => inBackground)).toEqual([false]);
  expect(projectsOf({ ...choice, filters: ["recovery"] }, false)).toEqual(unit);
});

it("of chosen files, vitest finds the projects", () => {
  const choice = { ...ALL, filters: ["test/local"], needsCloud: false };
  expect(testLanes(choice, false)).toEqual([[{ args: ["test/local"], inBackground: false }]]);
});

it("the pure core is measured for coverage in the whole", () => {
  const measured = (choice: TestChoice) =>
    testLanes(choice, true).flatMap((lane) => lane.filter(({ args }) => args[0] === "--coverage"));
  expect(measured(ALL).map(({ args }) => args.slice(1))).toEqual([["--project", "domain"]]);
  expect(measured({ ...ALL, unitOnly: true, needsCloud: false })).toEqual([]);
});
