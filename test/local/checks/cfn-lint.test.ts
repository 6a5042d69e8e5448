import { describe, expect, it } from "vitest";

import { SETTINGS } from "../../../lib/settings.ts";
import { readSettings } from "../../../lib/settings/read-settings.ts";
import { ACCEPTED_RULES } from "../../../local/checks/accepted-rules.ts";
import { complaints, runCfnLint } from "../../../local/checks/cfn-lint.ts";
import { TEMPLATE_VARIANTS } from "../../../local/checks/template-variants.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const FINDING = {
  rule: "W1",
  templateFile: "x.template.json",
  place: "Resources/Queue/DependsOn",
  message: "of no use",
};
const ACCEPTED = { rule: "W1", place: /\/DependsOn$/u, reason: "it does no harm" };

describe("a finding of cfn-lint", () => {
  it("is a complaint, with rule, template, place and message", () => {
    expect(complaints([FINDING], [])).toEqual([
      "W1 x.template.json Resources/Queue/DependsOn: of no use",
    ]);
  });

  it("is none where its rule is accepted", () => {
    expect(complaints([FINDING, FINDING], [ACCEPTED])).toEqual([]);
  });

  it.each([
    ["of another rule", { ...FINDING, rule: "W2" }],
    ["in another place", { ...FINDING, place: "Resources/Queue/Type" }],
  ])("%s is one", (_, other) => {
    expect(complaints([FINDING, other], [ACCEPTED])).toHaveLength(1);
  });
});

it("an accepted rule that finds nothing any more is a complaint", () => {
  expect(complaints([], [ACCEPTED])).toEqual([
    "W1 at /\\/DependsOn$/u finds nothing any more: accept it no more",
  ]);
});

it("cfn-lint that is not installed is told of, with what installs it", () => {
  const run = (): unknown => runCfnLint(temporaryFolder(), { templateFiles: [], regions: [] });
  expect(run).toThrow(/cfn-lint cannot be run .*; npm test installs it into \.venv/u);
});

it("every accepted rule has its reason", () => {
  for (const { reason } of ACCEPTED_RULES) expect(reason.length).toBeGreaterThan(50);
});

it("the templates that are looked at are of valid settings, from one extreme to the other", () => {
  for (const { settings } of TEMPLATE_VARIANTS) expect(() => readSettings(settings)).not.toThrow();
  const numbers = Object.entries(SETTINGS).filter(([, { example }]) => /^[\d.]+$/u.test(example));
  for (const [name] of numbers) {
    const values = TEMPLATE_VARIANTS.flatMap(({ settings }) => Object.entries(settings)).filter(
      ([each]) => each === name,
    );
    expect(new Set(values.map(([, value]) => value)).size).toBe(2);
  }
});
