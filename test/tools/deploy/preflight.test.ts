import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { synthesizeTemplates } from "../../../local/cloud/synthesized-templates.ts";
import { OLDEST_BOOTSTRAP } from "../../../tools/deploy/bootstrap-check.ts";
import { givenSettings } from "../../../tools/deploy/given-settings.ts";
import { preflight } from "../../../tools/deploy/preflight.ts";
import { needsOf } from "../../../tools/deploy/region-check.ts";
import {
  accountSettings,
  callerIdentity,
  describedStack,
  describedType,
  parameter,
  type StandInAnswers,
  startStandInAws,
} from "../../support/stand-in-aws.ts";
import { synthesizeRingback } from "../../support/template.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");
const ENVIRONMENT = { account: "123456789012", region: "eu-west-1" };

/** An account in which a first deployment would succeed. */
async function readyAccount(): Promise<StandInAnswers> {
  const stacks = synthesizeTemplates({
    context: await givenSettings([], ROOT),
    outdir: temporaryFolder(),
    environment: ENVIRONMENT,
  });
  const needs = needsOf(stacks.flatMap(({ resources }) => resources));
  return {
    GetCallerIdentity: callerIdentity(ENVIRONMENT.account),
    "AmazonSSM.GetParameter": parameter("21"),
    "/2016-08-19/account-settings/": accountSettings(1000),
    "/2019-09-30/functions/ringback-config-api/concurrency": "{}",
    DescribeType: ({ TypeName = "" }) => describedType([...(needs.get(TypeName) ?? [])]),
    DescribeStacks: describedStack(),
  };
}

async function run(answers: StandInAnswers, args: readonly string[] = []) {
  const { caller, calls } = await startStandInAws(answers);
  const lines: string[] = [];
  const checked = preflight({
    caller,
    args,
    profile: undefined,
    root: ROOT,
    folder: temporaryFolder(),
    say: (line) => void lines.push(line),
  });
  return { checked, lines, calls };
}

describe("before a deployment", () => {
  it("account, region, bootstrap and limits are told, and what it makes of each stack", async () => {
    const { checked, lines } = await run(await readyAccount(), ["-c", "namePrefix=acme"]);
    expect(await checked).toEqual({
      target: ENVIRONMENT,
      namePrefix: "acme",
      settings: { accountConcurrency: 1000 },
    });
    expect(lines[0]).toBe("Deploying to account 123456789012, region eu-west-1.");
    const text = lines.join("\n");
    expect(text).toContain("The CDK's bootstrap has version 21.");
    expect(text).toContain("may run 1000 functions at once in eu-west-1.");
    expect(text).toMatch(/eu-west-1 has all that is needed: \d+ types/u);
    expect(text).toContain("with the tag ringback:installation=acme:");
    expect(lines.at(-4)).toMatch(/^ {2}AcmeStorage +\(new\) 2 tables, 2 secrets, 1 log group$/u);
    expect(lines.at(-3)).toMatch(
      /^ {2}AcmePipeline +\(new\) 1 event bus, .* queues, .* functions/u,
    );
    expect(lines.at(-2)).toMatch(/^ {2}AcmeApi +\(new\) 2 functions, 1 HTTP API, /u);
    expect(lines.at(-1)).toMatch(/^ {2}AcmeSignals +\(new\) 1 topic, 10 alarms, /u);
    expect(text).not.toContain("!");
  });

  it("what the caller may not read is told and passed over", async () => {
    const { checked, lines } = await run({ GetCallerIdentity: callerIdentity("123456789012") });
    expect(await checked).toMatchObject({ settings: {} });
    expect(lines.filter((line) => line.startsWith("!"))).toHaveLength(3);
    expect(lines.at(-4)).toMatch(/^ {2}RingbackStorage +2 tables, 2 secrets, 1 log group$/u);
  });

  it.each([
    ["who calls", { GetCallerIdentity: "" }, "cannot be asked who calls"],
    ["the bootstrap", { "AmazonSSM.GetParameter": parameter("5") }, "npx cdk bootstrap"],
    [
      "a reservation",
      { "/2016-08-19/account-settings/": accountSettings(100) },
      "configApiReservedConcurrency=5: of the 100 functions",
    ],
    ["the region", { DescribeType: describedType([]) }, "eu-west-1 has no "],
  ])("%s that would make it fail ends it", async (_, answers, expected) => {
    const args = ["-c", "configApiReservedConcurrency=5"];
    const { checked, calls } = await run({ ...(await readyAccount()), ...answers }, args);
    await expect(checked).rejects.toThrow(expected);
    expect(calls()).not.toContain("DescribeStacks");
  });
});

it("the stacks want the bootstrap that is looked for, and none younger", () => {
  const { stacks } = synthesizeRingback().app.synth();
  expect(stacks.map((stack) => stack.requiresBootstrapStackVersion)).toEqual(
    stacks.map(() => OLDEST_BOOTSTRAP),
  );
});
