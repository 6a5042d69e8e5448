import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { describe, expect, it, onTestFinished } from "vitest";

import { findAwsTarget } from "../../../local/aws/aws-target.ts";
import { firstSteps } from "../../../local/aws/first-steps.ts";
import { startReceiver } from "../../support/receiver.ts";

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/** A client of an AWS that answers everything so. */
async function clientOf(status: number, body: string): Promise<CloudFormationClient> {
  const aws = await startReceiver();
  onTestFinished(() => aws.close());
  aws.answer("*", [{ status, body, headers: { "content-type": "text/xml" } }]);
  return new CloudFormationClient({
    region: "eu-west-1",
    endpoint: aws.url,
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
}

function awsError(code: string, message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

async function noCredentials(): Promise<never> {
  throw Object.assign(new Error("none found"), { name: "CredentialsProviderError" });
}

describe("the target of a deployment", () => {
  it("is the account and region of the credentials", async () => {
    const id = "arn:aws:cloudformation:eu-west-1:123456789012:stack/CDKToolkit/1";
    const body = `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackId>${id}</StackId></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
    const target = await findAwsTarget(await clientOf(200, body));
    expect(target).toStrictEqual({ account: "123456789012", region: "eu-west-1" });
  });

  it.each([
    [
      "ValidationError",
      "Stack with id CDKToolkit does not exist",
      /not prepared for the CDK in eu-west-1 yet: npx cdk bootstrap/,
    ],
    ["ExpiredToken", "The security token is expired", /AWS refuses the credentials .*renew them/],
    ["AccessDenied", "not authorized to perform", /these credentials may not deploy/],
    ["Throttling", "Rate exceeded", /AWS cannot be asked: Throttling: Rate exceeded/],
  ])("is refused on %s, with what to do", async (code, message, expected) => {
    await expect(findAwsTarget(await clientOf(400, awsError(code, message)))).rejects.toThrow(
      expected,
    );
  });

  it("is refused without credentials, with what to do", async () => {
    const client = new CloudFormationClient({ region: "eu-west-1", credentials: noCredentials });
    await expect(findAwsTarget(client)).rejects.toThrow(
      /no AWS credentials were found .*aws sso login/,
    );
  });
});

it("the first steps are three commands with the deployed names in them", () => {
  const text = firstSteps(
    { ApiUrl: "https://api.example/", OperatorKeySecretArn: "arn:secret" },
    "eu-west-1",
  );
  const commands = text.split("\n").filter((line) => line.startsWith("  "));
  expect(commands).toHaveLength(3);
  expect(text).toContain("--region eu-west-1 --secret-id 'arn:secret'");
  expect(text).toContain("'https://api.example/applications'");
});
