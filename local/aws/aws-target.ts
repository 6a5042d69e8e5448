import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";

import { RunFailed } from "../session/run-failed.ts";

/** The account and region that the caller's credentials lead to. */
export interface AwsTarget {
  readonly account: string;
  readonly region: string;
}

/** The stack of `cdk bootstrap`, under its default name. */
const TOOLKIT_STACK = "CDKToolkit";

/**
 * Finds out where a deployment would go, with one call that the CDK would need anyway.
 *
 * @param client with the caller's credentials and region
 * @throws {RunFailed} without credentials, region or bootstrap, saying what to do
 */
export async function findAwsTarget(client: CloudFormationClient): Promise<AwsTarget> {
  const region = await regionOf(client);
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: TOOLKIT_STACK }));
    // arn:aws:cloudformation:<region>:<account>:stack/…
    const account = Stacks?.[0]?.StackId?.split(":")[4];
    if (account === undefined) throw new Error(`${TOOLKIT_STACK} has no id`);
    return { account, region };
  } catch (error) {
    throw new RunFailed(explainAwsError(error, region));
  }
}

async function regionOf(client: CloudFormationClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    throw new RunFailed(
      "no AWS region is set: export AWS_REGION=eu-central-1 (or the region of your choice)",
    );
  }
}

/** What to do about an error of the first call to AWS. */
function explainAwsError(error: unknown, region: string): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (message.includes("does not exist")) {
    return `this account is not prepared for the CDK in ${region} yet: npx cdk bootstrap, then npm run deploy again`;
  }
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name)) {
    return `no AWS credentials were found (${message}): aws sso login, or aws configure, or export AWS_PROFILE=…, then npm run deploy again`;
  }
  if (
    /^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure)/.test(
      name,
    )
  ) {
    return `AWS refuses the credentials (${message}): renew them (aws sso login), then npm run deploy again`;
  }
  if (name.startsWith("AccessDenied")) {
    return `these credentials may not deploy (${message}): use a role that may assume the CDK's roles`;
  }
  return `AWS cannot be asked: ${name}: ${message}`;
}
