import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { describe, expect, it, vi } from "vitest";

import { findAwsTarget } from "../../../tools/deploy/aws-target.ts";
import { firstSteps } from "../../../tools/deploy/first-steps.ts";
import {
  awsError,
  callerIdentity,
  callerOf,
  startStandInAws,
  type StandInAnswer,
} from "../../support/stand-in-aws.ts";

async function targetOf(answer: StandInAnswer) {
  const { caller } = await startStandInAws({ GetCallerIdentity: answer });
  return findAwsTarget(caller);
}

describe("the target of a deployment", () => {
  it("is the account and region of the credentials", async () => {
    const target = await targetOf(callerIdentity("123456789012"));
    expect(target).toStrictEqual({ account: "123456789012", region: "eu-west-1" });
  });

  it("is asked for once, by a signed call of the security service", async () => {
    const { caller, receiver } = await startStandInAws({ GetCallerIdentity: callerIdentity("1") });
    await findAwsTarget(caller);
    expect(receiver.requests.map(({ headers }) => headers["authorization"])).toEqual([
      expect.stringMatching(/Credential=id\/\d{8}\/eu-west-1\/sts\/aws4_request/u),
    ]);
  });

  it.each([
    ["ExpiredToken", "The token is expired", /refuses the credentials .*: renew them/u],
    [
      "InvalidClientTokenId",
      "The security token is invalid",
      /renew them .* or enable the region \(aws account enable-region --region-name eu-west-1\)/u,
    ],
    ["Throttling", "Rate exceeded", /cannot be asked who calls: Throttling: Rate exceeded/u],
  ])("is refused on %s, with what to do", async (code, message, expected) => {
    await expect(targetOf(awsError(code, message))).rejects.toThrow(expected);
  });

  it("is refused when something else answers", async () => {
    await expect(targetOf("<html>a proxy</html>")).rejects.toThrow(
      "status 200: an answer that is not of AWS's security service",
    );
  });

  it("is refused without credentials, with what to do", async () => {
    const credentials = async (): Promise<never> => {
      throw Object.assign(new Error("none found"), { name: "CredentialsProviderError" });
    };
    const caller = new CloudFormationClient({ region: "eu-west-1", credentials });
    await expect(findAwsTarget(caller)).rejects.toThrow(
      /no AWS credentials were found \(none found\): aws sso login/u,
    );
  });

  it("is refused without a region, with what to do", async () => {
    const region = async (): Promise<never> => {
      throw new Error("Region is missing");
    };
    await expect(findAwsTarget(new CloudFormationClient({ region }))).rejects.toThrow(
      "no AWS region is set: export AWS_REGION=eu-central-1",
    );
  });

  it("is refused when nobody answers, as in a region that does not exist", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1");
    await expect(findAwsTarget(callerOf("eu-wst-1"))).rejects.toThrow(
      /127\.0\.0\.1:1 cannot be reached: .*\. Is there a region eu-wst-1/u,
    );
  });
});

it("the first steps are three commands with the deployed names in them, and one for the parameters", () => {
  const text = firstSteps(
    {
      ApiUrl: "https://api.example/",
      ConsoleUrl: "https://api.example/console",
      OperatorKeySecretArn: "arn:secret",
    },
    { region: "eu-west-1", namePrefix: "acme" },
  );
  const commands = text.split("\n").filter((line) => line.startsWith("  "));
  expect(commands).toHaveLength(4);
  expect(text).toContain("--region eu-west-1 --secret-id 'arn:secret'");
  expect(text).toContain("'https://api.example/applications'");
  expect(text).toContain("sign in to the console: https://api.example/console\n");
  expect(commands.at(-1)).toContain("--region eu-west-1 --path /ringback/acme ");
});
