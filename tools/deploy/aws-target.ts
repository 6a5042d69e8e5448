import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";

import { RunFailed } from "../../local/session/run-failed.ts";
import { explainCredentials } from "./explain-credentials.ts";
import { type AwsAnswer, signedCall } from "./signed-call.ts";

/** The account and region that the caller's credentials lead to. */
export interface AwsTarget {
  readonly account: string;
  readonly region: string;
}

/**
 * Finds out where a deployment would go, with the one call that needs no permission.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 *
 * @param caller with the caller's credentials and region
 * @throws {RunFailed} without credentials or region, saying what to do
 */
export async function findAwsTarget(caller: CloudFormationClient): Promise<AwsTarget> {
  const region = await regionOf(caller);
  const { status, text } = await callerIdentity(caller, region);
  const account = elementOf(text, "Account");
  if (status === 200 && account !== undefined) return { account, region };
  const name = elementOf(text, "Code") ?? `status ${status}`;
  const message = elementOf(text, "Message") ?? "an answer that is not of AWS's security service";
  throw new RunFailed(whatToDo({ name, message }, region));
}

async function regionOf(caller: CloudFormationClient): Promise<string> {
  try {
    return await caller.config.region();
  } catch {
    throw new RunFailed(
      "no AWS region is set: export AWS_REGION=eu-central-1 (or the region of your choice), then npm run deploy again",
    );
  }
}

async function callerIdentity(caller: CloudFormationClient, region: string): Promise<AwsAnswer> {
  try {
    return await signedCall(caller, {
      service: "sts",
      method: "POST",
      path: "/",
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    });
  } catch (error) {
    throw new RunFailed(
      whatToDo(error instanceof Error ? error : new Error(String(error)), region),
    );
  }
}

/** What to do about an error of the first call to AWS. */
function whatToDo({ name, message }: Pick<Error, "name" | "message">, region: string): string {
  if (/^(InvalidClientTokenId|UnrecognizedClient)/.test(name)) {
    // A region that is not enabled answers so: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
    return `AWS refuses the credentials (${message}): renew them (aws sso login), or enable the region (aws account enable-region --region-name ${region}), then npm run deploy again`;
  }
  const hint = explainCredentials({ name, message });
  if (hint !== undefined) return `${hint}, then npm run deploy again`;
  if (message.includes("cannot be reached")) {
    return `${message}. Is there a region ${region} (export AWS_REGION=…), and a way to it from here?`;
  }
  return `AWS cannot be asked who calls: ${name}: ${message}`;
}

/** The text of an XML element without attributes or children; undefined when there is none. */
function elementOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`, "u").exec(xml)?.[1];
}
