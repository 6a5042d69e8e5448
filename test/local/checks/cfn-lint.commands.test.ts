import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { runCfnLint } from "../../../local/checks/cfn-lint.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");

function templateOf(properties: object): string {
  const file = join(temporaryFolder(), "x.template.json");
  const resources = { Queue: { Type: "AWS::SQS::Queue", Properties: properties } };
  writeFileSync(file, JSON.stringify({ Resources: resources }));
  return file;
}

it("cfn-lint finds what a region's CloudFormation would refuse, and where", () => {
  const good = templateOf({ QueueName: "a", DelaySeconds: 900 });
  const bad = templateOf({ QueueName: "b", DelaySeconds: 901, Fifo: true });
  const found = runCfnLint(ROOT, { templateFiles: [good, bad], regions: ["us-east-1"] });
  expect(found.map(({ templateFile }) => templateFile)).toEqual([bad, bad]);
  expect(found.map(({ place }) => place).toSorted()).toEqual([
    "Resources/Queue/Properties/DelaySeconds",
    "Resources/Queue/Properties/Fifo",
  ]);
});

it("a template that cannot be read is a finding, too", () => {
  const missing = join(temporaryFolder(), "missing.json");
  const found = runCfnLint(ROOT, { templateFiles: [missing], regions: ["us-east-1"] });
  expect(found).toEqual([
    { rule: "E0003", templateFile: "", place: "", message: expect.stringContaining(missing) },
  ]);
});
