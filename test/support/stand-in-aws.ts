import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { onTestFinished, vi } from "vitest";

import { type ReceivedRequest, type Receiver, startReceiver } from "./receiver.ts";

/** What a call answers: its body, with status 200 unless it says otherwise. */
export type StandInAnswer = string | { readonly status: number; readonly body: string };

/**
 * The answers by the name of the call (`DescribeStacks`, `AmazonSSM.GetParameter`, a path of
 * Lambda's).
 */
export type StandInAnswers = Readonly<
  Record<string, StandInAnswer | ((parameters: Readonly<Record<string, string>>) => StandInAnswer)>
>;

/** An AWS for the command that deploys: each call that has no answer is denied. */
export interface StandInAws {
  readonly caller: CloudFormationClient;
  readonly receiver: Receiver;
  /** Names of the calls that came, in their order. */
  calls(): readonly string[];
}

export async function startStandInAws(answers: StandInAnswers): Promise<StandInAws> {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer("*", (request) => {
    const { name, parameters } = callOf(request);
    const found = answers[name] ?? awsError("AccessDenied", `you may not call ${name}`);
    const answer = typeof found === "function" ? found(parameters) : found;
    return typeof answer === "string" ? { status: 200, body: answer } : answer;
  });
  vi.stubEnv("AWS_ENDPOINT_URL", receiver.url);
  return {
    caller: callerOf("eu-west-1"),
    receiver,
    calls: () => receiver.requests.map((request) => callOf(request).name),
  };
}

/** A caller with credentials and region that asks once. */
export function callerOf(region: string): CloudFormationClient {
  const credentials = { accessKeyId: "id", secretAccessKey: "key", sessionToken: "token" };
  return new CloudFormationClient({ region, credentials, maxAttempts: 1 });
}

/** An error of the services that speak XML. */
export function awsError(code: string, message: string): StandInAnswer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status: 400, body: `<ErrorResponse>${error}</ErrorResponse>` };
}

export function callerIdentity(account: string): string {
  return `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/ann</Arn><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
}

export function parameter(value: string): string {
  return JSON.stringify({ Parameter: { Type: "String", Value: value } });
}

export function accountSettings(limit: number, unreserved = limit): string {
  const account = { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved };
  return JSON.stringify({ AccountLimit: account });
}

/** One stack, or the error of its absence. */
export function describedStack(status?: string, isProtected = false): StandInAnswer {
  if (status === undefined) return awsError("ValidationError", "Stack with id X does not exist");
  const stack = [
    "<StackName>X</StackName><CreationTime>2026-11-30T00:00:00Z</CreationTime>",
    `<StackStatus>${status}</StackStatus>`,
    `<EnableTerminationProtection>${isProtected}</EnableTerminationProtection>`,
  ].join("");
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

/** The registry's word on a resource type. */
export function describedType(
  properties: readonly string[],
  provisioning = "FULLY_MUTABLE",
): string {
  const schema = { properties: Object.fromEntries(properties.map((name) => [name, {}])) };
  const text = JSON.stringify(schema).replaceAll('"', "&quot;");
  return `<DescribeTypeResponse><DescribeTypeResult><Schema>${text}</Schema><ProvisioningType>${provisioning}</ProvisioningType></DescribeTypeResult></DescribeTypeResponse>`;
}

function callOf({ url, headers, body }: ReceivedRequest): {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
} {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return { name: target, parameters: JSON.parse(String(body)) };
  if (body.length === 0) return { name: url, parameters: {} };
  const parameters = Object.fromEntries(new URLSearchParams(String(body)));
  return { name: parameters["Action"] ?? "", parameters };
}
