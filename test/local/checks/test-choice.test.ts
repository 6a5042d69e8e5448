import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { describeChoice, readTestChoice } from "../../../local/checks/test-choice.ts";

const ROOT = join(import.meta.dirname, "../../..");

describe("npm test", () => {
  it.each([
    ["", { withChecks: true, needsCloud: true, filters: [] }],
    ["--unit", { unitOnly: true, withChecks: true, needsCloud: false, filters: [] }],
    ["test/lib", { withChecks: false, needsCloud: false, filters: ["test/lib"] }],
    ["test/lib --checks", { withChecks: true, needsCloud: false, filters: ["test/lib"] }],
    ["test/lib/ test/e2e/", { needsCloud: true }],
    ["--unit recovery", { unitOnly: true, needsCloud: false, filters: ["recovery"] }],
    ["recovery", { needsCloud: true }],
    ["test/E2E/recovery.test.ts:12", { needsCloud: true }],
    [join(ROOT, "test", "contracts"), { needsCloud: true }],
    ["test/lib/../e2e", { needsCloud: true }],
    [".", { needsCloud: true }],
    ["test/lib -t Retry", { withChecks: false, needsCloud: true }],
  ])("%s", (line, expected) => {
    const args = line.split(" ").filter((argument) => argument !== "");
    expect(readTestChoice(ROOT, args)).toMatchObject(expected);
  });

  it.each([
    ["", 5, "700 files, all tests; 5 static checks"],
    [
      "--unit",
      4,
      "700 files, all that need no local cloud, of seeds and rows a part; 4 static checks",
    ],
    ["test/lib -t queue", 0, "700 files by test/lib -t queue; no static checks"],
  ])("tells what was asked by: %s", (line, checks, text) => {
    const args = line.split(" ").filter((argument) => argument !== "");
    expect(describeChoice(readTestChoice(ROOT, args), { files: 700, checks })).toBe(text);
  });
});
