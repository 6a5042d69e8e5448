import { describe, expect, it } from "vitest";

import { checkBootstrap } from "../../../tools/deploy/bootstrap-check.ts";
import { parameter, type StandInAnswer, startStandInAws } from "../../support/stand-in-aws.ts";

const TARGET = { account: "123456789012", region: "eu-west-1" };

/**
 * The check against a Systems Manager that answers so, and the name of the parameter it asked for.
 */
async function check(
  answer: StandInAnswer,
  options: { context?: Record<string, unknown>; profile?: string } = {},
) {
  const asked: (string | undefined)[] = [];
  const { caller } = await startStandInAws({
    "AmazonSSM.GetParameter": ({ Name }) => {
      asked.push(Name);
      return answer;
    },
  });
  const { context = {}, profile } = options;
  return { line: await checkBootstrap(caller, { target: TARGET, context, profile }), asked };
}

function refusal(type: string, message: string): StandInAnswer {
  return { status: 400, body: JSON.stringify({ __type: type, message }) };
}

describe("the CDK's bootstrap of the account and region", () => {
  it.each(["6", "21"])("of version %s will do", async (version) => {
    const { line, asked } = await check(parameter(version));
    expect(line).toBe(`The CDK's bootstrap has version ${version}.`);
    expect(asked).toEqual(["/cdk-bootstrap/hnb659fds/version"]);
  });

  it.each(["5", "1", "old"])("of version %s is refused, with the command", async (version) => {
    await expect(check(parameter(version))).rejects.toThrow(
      `has version ${version}, and at least 6 is needed: npx cdk bootstrap aws://123456789012/eu-west-1, then npm run deploy again`,
    );
  });

  it.each(["ParameterNotFound", "com.amazonaws.ssm#ParameterNotFound"])(
    "that is not there (%s) is refused, with the command for the caller's profile",
    async (type) => {
      await expect(check(refusal(type, ""), { profile: "acme" })).rejects.toThrow(
        /account 123456789012 is not prepared for the CDK in eu-west-1 .*: npx cdk bootstrap aws:\/\/123456789012\/eu-west-1 --profile acme, then/u,
      );
    },
  );

  it("is looked for under the qualifier of the context, and made beside the others", async () => {
    const context = { "@aws-cdk/core:bootstrapQualifier": "acme" };
    const { asked } = await check(parameter("21"), { context });
    expect(asked).toEqual(["/cdk-bootstrap/acme/version"]);
    await expect(check(refusal("ParameterNotFound", ""), { context })).rejects.toThrow(
      "--qualifier acme --toolkit-stack-name CDKToolkit-acme, then npm run deploy again",
    );
  });

  it.each([
    [refusal("AccessDeniedException", "you may not"), "you may not"],
    [refusal("ThrottlingException", ""), ""],
    ["<html>a proxy</html>", "not valid JSON"],
    ["{}", "status 200"],
  ])("is left to the CDK when it cannot be read: %j", async (answer, why) => {
    const { line } = await check(answer);
    expect(line).toMatch(/^! The version of the CDK's bootstrap could not be read/u);
    expect(line).toContain(why);
    expect(line).toContain("ssm:GetParameter on /cdk-bootstrap/hnb659fds/version allows it");
  });
});
